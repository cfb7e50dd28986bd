import type { FaultCase } from './faults';
import type { WritingOperation } from '../../operations/writing/task';

/** Why a fault cannot meet an operation: the one table of what is left out of the matrix. */
const REASONS = {
	noJob: 'the operation starts no job of Bulk Write',
	noOrder: 'the operation uploads and orders no job',
	noWait: 'the operation does not ask what became of its jobs: its answers say PENDING, or give the job',
	noCall: 'the operation does not sleep until Zoho calls',
} as const;

/** How the matrix marks each reason. */
export const MARKS: Readonly<Record<keyof typeof REASONS, string>> = {
	noJob: 'a',
	noOrder: 'b',
	noWait: 'c',
	noCall: 'd',
};

/** The reasons by their marks. */
export const EXPLAINED: readonly string[] = Object.entries(REASONS).map(
	([name, text]) => `${MARKS[name as keyof typeof REASONS]}: n/a, ${text}`,
);

/** @returns why the fault does not apply, or null */
export function whyNot(fault: FaultCase, operation: WritingOperation): keyof typeof REASONS | null {
	if (fault.kind === 'call') return null;
	if (fault.kind === 'callback') return operation.sleeps ? null : 'noCall';
	const ordersJobs = operation.targets.some(({ method, path }) => method === 'POST' && path === '/crm/bulk/v8/write');
	if (!ordersJobs) return operation.name === 'Upload File' ? 'noOrder' : 'noJob';
	if (fault.name === 'status flapping' || fault.name.startsWith('result')) return operation.seesJobs ? null : 'noWait';
	return null;
}
