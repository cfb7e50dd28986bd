import type { Answer, Call, Route } from '../../contract';
import { isObject, type JsonValue, parseJson } from '../../json';
import { refuse } from '../../server/answers';
import type { EmulatorState } from '../../state';
import type { BulkWriteJobs } from '../jobs';
import { creatorOf } from '../status';

/** Source: limits-and-errors 1. */
const JOB_CREDITS = 500;

/** Create Bulk Write Job and Get Bulk Write Job Details. */
export function bulkWriteRoutes(state: EmulatorState, jobs: BulkWriteJobs): Route[] {
	const shared = { host: 'api', records: () => 0, isHeavy: () => false } as const;
	return [
		{
			...shared,
			method: 'POST',
			path: '/crm/bulk/v8/write',
			source: 'Create Bulk Write Job, v8',
			scopes: (call) => [['ZohoCRM.bulk.CREATE'], ...moduleScopes(state, call)],
			credits: () => JOB_CREDITS,
			creditsOf: ({ status }) => (status === 201 ? JOB_CREDITS : state.switches.refusedJobCredits),
			handle: (call) => createJob(state, jobs, call),
		},
		{
			...shared,
			method: 'GET',
			path: '/crm/bulk/v8/write/:id',
			source: 'Get Bulk Write Job Details, v8',
			scopes: () => [
				state.switches.scopesBy === 'documentation'
					? ['ZohoCRM.bulk.READ', 'ZohoCRM.bulk.CREATE']
					: ['ZohoCRM.bulk.CREATE'],
			],
			credits: () => 1,
			handle: (call) => {
				const report = jobs.report(call.params.id);
				return report
					? { status: 200, body: report }
					: refuse(state.switches.missingJobStatus, 'RESOURCE_NOT_FOUND', "The requested resource doesn't exist.");
			},
		},
	];
}

/** A job also needs what writing its modules one by one would need. Source: oauth 6. */
function moduleScopes(state: EmulatorState, call: Call): readonly (readonly string[])[] {
	const body = parseJson(call.text);
	if (!isObject(body) || !Array.isArray(body.resource)) return [];
	const operation = body.operation === 'update' ? 'UPDATE' : 'CREATE';
	return body.resource.flatMap((resource: unknown) => {
		const named = isObject(resource) && isObject(resource.module) ? resource.module.api_name : undefined;
		const module = typeof named === 'string' ? state.schema.module(named) : undefined;
		return module ? [[`ZohoCRM.modules.${module.scopeWord}.${operation}`, `ZohoCRM.modules.${operation}`]] : [];
	});
}

async function createJob(state: EmulatorState, jobs: BulkWriteJobs, call: Call): Promise<Answer> {
	const body = parseJson(call.text);
	if (body === undefined) return refuse(400, state.switches.badJsonCode, 'unable to parse the request body');
	// The edge where JSON enters: JSON.parse gives nothing but JSON values.
	const job = await jobs.create(call.userId, body as JsonValue);
	if ('kind' in job) return refuse(job.status, job.code, job.message, job.details);
	return {
		status: 201,
		body: {
			status: 'success',
			code: 'SUCCESS',
			message: 'success',
			details: { id: job.id, created_by: creatorOf(state, job) },
		},
	};
}
