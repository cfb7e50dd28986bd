import { BulkWriteApi } from './bulk/writeApi';
import { FilesApi } from './bulk/filesApi';
import { checkHosts } from './call/address';
import { ZohoCaller, type ZohoUsage } from './call/caller';
import type { ZohoDeps } from './call/http';
import { LeadsApi } from './leads/api';
import { MetadataApi } from './metadata/api';
import { NotificationsApi } from './notifications/api';
import { OrganizationApi } from './organization/api';
import { RecordsApi } from './records/api';
import { UsersApi } from './users/api';

/** What a client has, whatever areas of the API it covers. */
class ConnectedClient {
	protected readonly caller: ZohoCaller;

	/** @throws UsageError if a host is no address, or one that a token may not be sent to */
	constructor(deps: ZohoDeps | ZohoCaller) {
		this.caller = deps instanceof ZohoCaller ? deps : new ZohoCaller(deps);
		checkHosts(this.caller.deps.hosts);
	}

	/** Sets when everything that is asked for from now on must have ended; a call that begins late has a minute. */
	endAt(end: number): void {
		this.caller.endAt(end);
	}

	/** What this client has used so far. */
	get usage(): ZohoUsage {
		return this.caller.usage;
	}

	/** The time by Zoho's clock, never ahead of it by more than a call takes; null before the first answer. */
	get serverTimeMs(): number | null {
		return this.caller.serverTimeMs;
	}
}

/**
 * Zoho CRM for one credential; each area of the API is a folder and a line. Every call throws ZohoApiError if Zoho rejects
 * it, ZohoTransportError if no answer comes, ZohoShapeError if the answer cannot be read, and UsageError, before anything is
 * sent, if it cannot work.
 */
export class ZohoClient extends ConnectedClient {
	readonly bulkWrite = new BulkWriteApi(this.caller);
	readonly files = new FilesApi(this.caller);
	readonly leads = new LeadsApi(this.caller);
	readonly metadata = new MetadataApi(this.caller);
	readonly notifications = new NotificationsApi(this.caller);
	readonly organization = new OrganizationApi(this.caller);
	readonly records = new RecordsApi(this.caller);
	readonly users = new UsersApi(this.caller);

	/** A client for calls that must have ended at some time. What they use counts here too. */
	until(end: number): ZohoClient {
		return new ZohoClient(this.caller.until(end));
	}
}
