import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { Turns } from '../../../shared/writes/turns';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { UsageError } from '../../../shared/zoho/call/errors';

const OF_ONE_ROW: ReadonlySet<string> = new Set(['binaryField', 'columns']);

/**
 * Stops an import whose parameters differ from row to row, because it reads them once, for the first row. Compares those
 * whose expressions use the item, except for what belongs to a row or to the file of the first item.
 * @param form the parameters of the operation
 * @throws UsageError naming the parameter and the first row that differs, or if the execution was stopped
 */
export async function requireSameForAllRows(
	{ items, readAt, execution, variesByItem }: TogetherContext,
	form: readonly INodeProperties[],
): Promise<void> {
	const varying = form.filter(({ name }) => !OF_ONE_ROW.has(name) && variesByItem(name));
	if (varying.length === 0) return;
	const first = varying.map((parameter) => readParts(readAt(0), parameter));
	const turns = new Turns(execution.sleep);
	for (let index = 1; index < items.length; index += 1) {
		if (turns.isOver) await turns.next();
		if (execution.isCancelled())
			throw new UsageError('The execution was stopped before anything was sent', 'Run the workflow again');
		const read = readAt(index);
		varying.forEach((parameter, at) => compareParts(parameter, first[at], readParts(read, parameter), index));
	}
}

/** What a parameter holds: its options if it is a collection, else its text under its own name. */
function readParts(read: ParameterReader, { name, type }: INodeProperties): Readonly<IDataObject> {
	return type === 'collection' ? read.collection(name) : { [name]: read.string(name) };
}

function compareParts(
	parameter: INodeProperties,
	first: Readonly<IDataObject>,
	other: Readonly<IDataObject>,
	index: number,
): void {
	const changed = Object.keys({ ...first, ...other }).find(
		(name) => JSON.stringify(first[name]) !== JSON.stringify(other[name]),
	);
	if (changed === undefined) return;
	throw new UsageError(
		`"${labelOf(parameter, changed)}" must be the same for all rows, but row ${index + 1} differs from row 1. Nothing was sent`,
		parameter.name === 'jobs'
			? 'Pass what you know of the import as one text: its ID, the IDs of all its jobs, or its log lines'
			: 'Set it to one value, and put what differs from row to row into a field of the rows. Or split the rows with a Switch node, and import each group with a node of its own',
	);
}

/** Display name of a parameter, or of one of the options in it. */
function labelOf({ name, displayName, options = [] }: INodeProperties, part: string): string {
	if (part === name) return displayName;
	const option = options.find((candidate) => candidate.name === part);
	return option !== undefined && 'displayName' in option ? option.displayName : part;
}
