import type { Answer, Area, Call, Route } from '../../contract';
import { isObject, type JsonValue } from '../../json';
import { ok, Refusal } from '../../server/answers';
import { bodyOf, readBody } from '../../server/reading';
import { route } from '../../server/route';
import type { EmulatorState } from '../../state';
import type { BulkWriteJobs } from '../jobs';
import { creatorOf } from '../status';
import { downloadResult, uploadFile } from './files';

/** Source: limits-and-errors 1. */
const JOB_CREDITS = 500;

/** Bulk write: upload, create a job, ask for it, download its result. Source: bulk-write. */
export function bulkArea(state: EmulatorState, jobs: BulkWriteJobs): Area {
	const read = ['ZohoCRM.bulk.READ', 'ZohoCRM.bulk.CREATE'];
	const file: Partial<Route> = { host: 'files', credits: () => state.switches.fileCredits };
	return {
		routes: [
			route(
				'POST /crm/v8/upload',
				'Upload File, v8',
				'ZohoFiles.files.ALL',
				(call) => uploadFile(state, jobs, call),
				file,
			),
			route(
				'POST /crm/bulk/v8/write',
				'Create Bulk Write Job, v8',
				(call) => [['ZohoCRM.bulk.CREATE'], ...moduleScopes(state, call)],
				(call) => createJob(state, jobs, call),
				{
					credits: () => JOB_CREDITS,
					creditsOf: ({ status }) => (status === 201 ? JOB_CREDITS : state.switches.refusedJobCredits),
				},
			),
			route(
				'GET /crm/bulk/v8/write/:id',
				'Get Bulk Write Job Details, v8',
				() => [state.switches.scopesBy === 'documentation' ? read : ['ZohoCRM.bulk.CREATE']],
				(call) => showJob(state, jobs, call),
			),
			route(
				'GET /*/bulk-write/:id/:file',
				'Download Bulk Write Result, v8',
				[read],
				(call) => downloadResult(jobs, call),
				file,
			),
		],
		reset: () => jobs.reset(),
		tick: () => jobs.tick(),
		isBusy: () => jobs.isBusy(),
	};
}

/** A job also needs what writing its modules one by one would need. Source: oauth 6. */
function moduleScopes(state: EmulatorState, call: Call): readonly (readonly string[])[] {
	const body = bodyOf(call);
	if (!isObject(body) || !Array.isArray(body.resource)) return [];
	const operation = body.operation === 'update' ? 'UPDATE' : 'CREATE';
	return body.resource.flatMap((resource: unknown) => {
		const named = isObject(resource) && isObject(resource.module) ? resource.module.api_name : undefined;
		const module = typeof named === 'string' ? state.schema.module(named) : undefined;
		return module ? [[`ZohoCRM.modules.${module.scopeWord}.${operation}`, `ZohoCRM.modules.${operation}`]] : [];
	});
}

/** Create Bulk Write Job. @throws Refusal */
async function createJob(state: EmulatorState, jobs: BulkWriteJobs, call: Call): Promise<Answer> {
	// The edge where JSON enters: JSON.parse gives nothing but JSON values.
	const job = await jobs.create(call.userId, readBody(state, call) as JsonValue);
	if ('kind' in job) throw new Refusal(job.status, job.code, job.message, job.details);
	const details = { id: job.id, created_by: creatorOf(state, job) };
	return { status: 201, body: { status: 'success', code: 'SUCCESS', message: 'success', details } };
}

/** Get Bulk Write Job Details. @throws Refusal */
function showJob({ switches }: EmulatorState, jobs: BulkWriteJobs, call: Call): Answer {
	const report = jobs.report(call.params.id);
	if (!report)
		throw new Refusal(switches.missingJobStatus, 'RESOURCE_NOT_FOUND', "The requested resource doesn't exist.");
	return ok(report);
}
