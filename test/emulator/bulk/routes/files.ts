import type { Answer, Call } from '../../contract';
import { errorAnswer, ok, Refusal } from '../../server/answers';
import type { EmulatorState } from '../../state';
import type { BulkWriteJobs } from '../jobs';

/** Upload File: a zip for a job to come. */
export async function uploadFile(state: EmulatorState, jobs: BulkWriteJobs, call: Call): Promise<Answer> {
	const { switches } = state;
	for (const name of ['feature', 'x-crm-org']) {
		if (!call.headers[name]) return refuseUpload(state, 'MANDATORY_NOT_FOUND', `Required key ${name} is not available`);
	}
	if (call.headers.feature !== 'bulk-write')
		return refuseUpload(state, 'NOT_SUPPORTED_FEATURE', 'Feature is not supported');
	if (call.headers['x-crm-org'] !== state.organization.zgid)
		return refuseUpload(state, 'INVALID_DATA', 'Invalid data - x-crm-org');
	if (call.file?.fieldName !== 'file')
		return refuseUpload(state, 'MANDATORY_NOT_FOUND', 'Required key file is not available');
	if (call.file.bytes.length > switches.uploadSizeBytes) {
		if (switches.oversizeUploadCode === 'FILE_TOO_LARGE')
			return refuseUpload(state, 'FILE_TOO_LARGE', 'File size too large to process', 413);
		return refuseUpload(state, 'INVALID_DATA', 'Import file size should be less than 25 mb.');
	}
	const fileId = await jobs.upload(call.file.bytes);
	if (fileId === null)
		return refuseUpload(state, 'INVALID_FILE_FORMAT', 'invalid file format. only zip format is supported');
	const createdTime = state.timeText();
	const details = { file_id: fileId, created_time: createdTime };
	return ok({ status: 'success', code: 'FILE_UPLOAD_SUCCESS', message: 'file uploaded.', details });
}

/** A refused upload in whichever form the switches choose. Source: bulk-write 2. */
function refuseUpload(state: EmulatorState, code: string, message: string, usualStatus = 400): Answer {
	const { uploadRefusalShape, uploadRefusalStatus } = state.switches;
	const status = uploadRefusalStatus === 200 ? 200 : usualStatus;
	if (uploadRefusalShape === 'x-error')
		return {
			status,
			body: {
				'x-error': message,
				info: 'check if headers [feature, X-CRM-ORG] are present and valid',
				'x-info': code,
				http_status: String(usualStatus),
			},
		};
	if (uploadRefusalShape === 'ERROR_CODE') return { status, body: { ERROR_CODE: usualStatus, ERROR_MESSAGE: message } };
	return errorAnswer(status, code, message);
}

/** Download Bulk Write Result. @throws Refusal */
export async function downloadResult(jobs: BulkWriteJobs, call: Call): Promise<Answer> {
	const { id, file } = call.params;
	const bytes = file === `${id}.zip` ? await jobs.result(id) : null;
	if (!bytes) throw new Refusal(404, 'RESOURCE_NOT_FOUND', "The requested resource doesn't exist.");
	// The name, quoted: Zoho's Node SDK 8.0 reads it from every download.
	return {
		status: 200,
		bytes,
		contentType: 'application/octet-stream',
		headers: { 'content-disposition': `attachment; filename="${file}"` },
	};
}
