import { checkHosts } from './call/address';
import { BulkWriteApi } from './bulk/bulkWrite';
import { ZohoCaller, type ZohoUsage } from './call/caller';
import { FilesApi } from './bulk/files';
import type { ZohoDeps } from './call/http';
import { LeadsApi } from './records/leads';
import { MetadataApi } from './metadata/metadata';
import { OrganizationApi } from './organization';
import { RecordsApi } from './records/records';
import { UsersApi } from './users/users';

/**
 * Zoho CRM for one credential. Every call throws ZohoApiError if Zoho refuses it, ZohoTransportError if no answer comes,
 * ZohoShapeError if the answer cannot be read, and UsageError, before anything is sent, if it cannot work.
 */
export class ZohoClient {
	readonly records: RecordsApi;
	readonly leads: LeadsApi;
	readonly users: UsersApi;
	readonly organization: OrganizationApi;
	readonly bulkWrite: BulkWriteApi;
	readonly files: FilesApi;
	readonly metadata: MetadataApi;
	private readonly caller: ZohoCaller;

	/** @throws UsageError if a host is no address, or one that a token may not be sent to */
	constructor(deps: ZohoDeps) {
		checkHosts(deps.hosts);
		this.caller = new ZohoCaller(deps);
		this.records = new RecordsApi(this.caller);
		this.leads = new LeadsApi(this.caller);
		this.users = new UsersApi(this.caller);
		this.organization = new OrganizationApi(this.caller);
		this.bulkWrite = new BulkWriteApi(this.caller);
		this.files = new FilesApi(this.caller);
		this.metadata = new MetadataApi(this.caller);
	}

	/** What this client has used so far. */
	get usage(): ZohoUsage {
		return this.caller.usage;
	}
}
