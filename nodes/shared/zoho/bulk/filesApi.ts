import { checkTrusted } from '../call/address';
import { readAnswer, refusalOf, type ZohoAnswer, type ZohoCaller } from '../call/caller';
import { UsageError, ZohoTransportError } from '../call/errors';
import { fail } from '../call/recover';
import { MAX_UPLOAD_BYTES } from '../call/limits';
import { findRefusal } from '../call/refusal';

/** A ZIP archive to upload. */
export interface UploadRequest {
	readonly zip: Uint8Array;
	/** Name of the archive, e.g. `leads.zip`. */
	readonly fileName: string;
	/** `zgid` of the organization. */
	readonly zgid: string;
}

const PATH = '/crm/v8/upload';

/** The files of bulk jobs, which lie on hosts of their own. Source: Bulk Write, v8, Upload and Download (read 2026-11-21). */
export class FilesApi {
	constructor(private readonly caller: ZohoCaller) {}

	/**
	 * Uploads an archive for a bulk write job. Repeated after a lost answer: an unused file does nothing.
	 * @throws UsageError, before anything is sent, if the archive is over 25 MB
	 */
	async upload({ zip, fileName, zgid }: UploadRequest): Promise<{ readonly fileId: string }> {
		if (zip.length > MAX_UPLOAD_BYTES) {
			throw new UsageError(
				`The archive has ${zip.length} bytes. Zoho CRM accepts at most ${MAX_UPLOAD_BYTES}`,
				'Send fewer rows at a time',
			);
		}
		const form = new FormData();
		form.append('file', new Blob([zip], { type: 'application/zip' }), fileName);
		const answer = await this.caller.demand({
			kind: 'fileTransfer',
			host: 'file',
			method: 'POST',
			url: `${new URL(this.caller.deps.hosts.uploadHost).origin}${PATH}`,
			headers: { feature: 'bulk-write', 'X-CRM-ORG': zgid },
			body: { kind: 'form', form },
			answer: 'json',
			records: 0,
			changesRecords: false,
			isRepeatable: true,
		});
		return { fileId: answer.get('details').get('file_id').id() };
	}

	/**
	 * Downloads the result of a job.
	 * @param downloadUrl as the job names it: an address, or a path that is looked for on the download hosts and then on the
	 * API domain, one after the other while the answer is 404 or none comes
	 * @throws UsageError, before anything is sent, if the token must not be sent there
	 */
	async download(downloadUrl: string): Promise<Uint8Array> {
		const answer = await this.fetchFrom(this.findCandidates(downloadUrl));
		if (answer.status !== 200 || findRefusal(answer.body) !== null) throw refusalOf(answer);
		return answer.body instanceof Uint8Array ? answer.body : readAnswer(answer).refuse('a file');
	}

	/**
	 * The addresses at which a result may lie. Zoho's pages name the download hosts for a path, its SDK the API domain; which
	 * one it is, is not documented.
	 */
	private findCandidates(downloadUrl: string): URL[] {
		const { hosts } = this.caller.deps;
		const isPath = downloadUrl.startsWith('/');
		const bases = isPath ? [...hosts.downloadHosts, hosts.apiDomain] : [undefined];
		const urls = bases.filter((base) => URL.canParse(downloadUrl, base)).map((base) => new URL(downloadUrl, base));
		if (urls.length < bases.length) {
			throw new UsageError(
				'The job has no valid download URL for its result',
				'Download the result from the import history in Zoho CRM',
			);
		}
		for (const url of urls) checkTrusted(url, hosts);
		return urls.filter((url, index) => urls.findIndex((other) => other.href === url.href) === index);
	}

	/** The first answer but 404; a host that gave none at all says more than the 404 of another one. */
	private async fetchFrom([url, ...others]: readonly URL[]): Promise<ZohoAnswer> {
		const answer = await this.fetch(url).catch((reason: unknown) =>
			reason instanceof ZohoTransportError ? reason : fail(reason),
		);
		const isMissing = answer instanceof ZohoTransportError || answer.status === 404;
		const other = isMissing && others.length > 0 ? await this.fetchFrom(others) : null;
		if (!(answer instanceof ZohoTransportError)) return other ?? answer;
		return other !== null && other.status !== 404 ? other : fail(answer);
	}

	private async fetch(url: URL): Promise<ZohoAnswer> {
		return await this.caller.send({
			kind: 'fileTransfer',
			host: 'file',
			method: 'GET',
			url: `${url.origin}${url.pathname}`,
			query: Object.fromEntries(url.searchParams),
			answer: 'bytes',
			records: 0,
			changesRecords: false,
			isRepeatable: true,
		});
	}
}
