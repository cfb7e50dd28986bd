import type { JsonObject, JsonValue } from '../json';
import type { EmulatorState } from '../state';
import { fullNameOf } from '../users/store';
import type { Job } from './jobs';
import type { ColumnMapping } from './mappings';
import type { RowResult } from './rows';

/** How far a job is. INPROGRESS may be written in another way: see the switch `inProgressSpelling`. */
export type JobStatus = 'ADDED' | 'INPROGRESS' | 'COMPLETED' | 'FAILED' | 'SKIPPED';

/** Id and name of the user who created a job. */
export function creatorOf(
	state: EmulatorState,
	job: Pick<Job, 'createdById'>,
): { readonly id: string; readonly name: string } {
	const user = state.users.get(job.createdById);
	return { id: job.createdById, name: user ? fullNameOf(user) : '' };
}

/** The object that the status call answers and the callback carries. Source: Get Bulk Write Job Details, v8 (bulk-write 4). */
export function describeJob(state: EmulatorState, job: Job, fileHost: string): JsonObject & { status: string } {
	const { switches } = state;
	const { order, status } = job;
	const hasEnded = job.endedMs !== null && status !== 'ADDED' && status !== 'INPROGRESS';
	const path = `/v8/crm/org${state.organization.zgid}/bulk-write/${job.id}/${job.id}.zip`;
	const hasResult = hasEnded && job.results.length > 0 && !hides(job, 'result');
	return {
		status: spell(state, status),
		...(status === 'ADDED' ? {} : { character_encoding: order.encoding }),
		resource: order.resources.map((_resource, index) => describeResource(state, job, index)),
		id: job.id,
		...(order.callback ? { callback: { ...order.callback } } : {}),
		...(hasResult
			? { result: { download_url: switches.downloadUrlForm === 'absolute' ? `${fileHost}${path}` : path } }
			: {}),
		created_by: { ...creatorOf(state, job) },
		operation: order.operation,
		created_time: state.timeText(job.createdMs),
	};
}

const hides = ({ plan }: Job, part: 'result' | 'counts'): boolean => plan.hides?.includes(part) ?? false;

function spell(state: EmulatorState, status: JobStatus): string {
	return status === 'INPROGRESS' ? state.switches.inProgressSpelling : status;
}

function describeResource(state: EmulatorState, job: Job, index: number): JsonObject {
	const { module, fileName, mappings } = job.order.resources[index];
	const { status, plan } = job;
	const nested = spell(state, status === 'ADDED' ? state.switches.nestedStatusWhileAdded : status);
	const code =
		status === 'COMPLETED'
			? state.switches.finishedResourceCode
			: status === 'FAILED'
				? (plan.code ?? job.order.failure ?? 'INVALID_FILE')
				: nested;
	const rows = job.results[index]?.rows ?? [];
	const count = (wanted: RowResult['status']) =>
		status === 'INPROGRESS' ? 0 : rows.filter((row) => row.status === wanted).length;
	const counts = {
		added_count: count('ADDED'),
		skipped_count: count('SKIPPED'),
		updated_count: count('UPDATED'),
		total_count: job.rowCounts[index],
	};
	const hasCounts =
		!(status !== 'INPROGRESS' && hides(job, 'counts')) &&
		!(status === 'FAILED' && !state.switches.failedJobShowsCounts);
	const file =
		status === 'ADDED' ? { status: nested } : { status: nested, name: fileName, ...(hasCounts ? counts : {}) };
	const message = status === 'FAILED' ? (plan.message ?? state.switches.failedJobMessage) : null;
	return {
		status: nested,
		code,
		...(message === null ? {} : { message }),
		type: 'data',
		module: { api_name: module.apiName, id: module.id },
		field_mappings: mappings.map((mapping) => describeMapping(state, mapping)),
		file,
	};
}

function describeMapping(state: EmulatorState, mapping: ColumnMapping): JsonObject {
	const { apiName, index, format, findBy, sentModule, parentColumnIndex, defaultText } = mapping;
	const all: Readonly<Record<string, JsonValue>> = {
		api_name: apiName,
		index,
		format,
		find_by: findBy,
		module: sentModule,
		parent_column_index: parentColumnIndex,
		default_value: defaultText === null ? null : { value: defaultText },
	};
	return state.switches.showsNullMappingKeys
		? all
		: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}
