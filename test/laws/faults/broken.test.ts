import { writeSync } from 'node:fs';
import type { ZohoCaller } from '../../../nodes/shared/zoho/call/caller';
import { ALL_FAULTS, type FaultCase } from './faults';
import { WRITING } from '../../operations/registry';
import type { WritingOperation } from '../../operations/writing/task';
import { drawMatrix, type Cell } from './table';
import { tryCell } from './tryCell';
import { useStage } from '../../stage/stage';

const { emulator } = useStage({ jobStepMs: 2_000 });

/** How the build of this file is broken: it sends every call again that got no clear answer, creations too. */
type ActualCaller = typeof ZohoCaller;
jest.mock('../../../nodes/shared/zoho/call/caller', () => {
	const actual = jest.requireActual<{ ZohoCaller: ActualCaller }>('../../../nodes/shared/zoho/call/caller');
	class CarelessCaller extends actual.ZohoCaller {
		async send(call: Parameters<ZohoCaller['send']>[0]): ReturnType<ZohoCaller['send']> {
			return await super.send({ ...call, isRepeatable: true });
		}
	}
	return { ...actual, ZohoCaller: CarelessCaller };
});

const FAULTS = [
	'429 without Retry-After',
	'500 after Zoho acted',
	'502 page after Zoho acted',
	'reset after Zoho acted',
	'answer cut',
	'answer past the time-out',
];
/** Zoho did nothing, so that sending again is right in this build as well. */
const HARMLESS = '429 without Retry-After';
const CREATING = [
	'Lead > Create',
	'Record > Create',
	'Import, route records',
	'Import, route bulk, wait poll',
	'Create Job',
];
/** Sending it again is right: the key finds the record that the lost call made. */
const FORGIVING = 'Lead > Update';

/** What the matrix says where something was written, or may have been, more than once. */
const TWICE = /was sent \d+ times more although Zoho may have acted|is there \d+ times/;

const cells = new Map<string, Cell>();

afterAll(async () => {
	const table = drawMatrix(
		FAULTS,
		[...CREATING, FORGIVING],
		(fault, operation) => cells.get(`${operation} x ${fault}`),
		cells.size,
	);
	writeSync(2, `\nA build that is broken on purpose: creations are sent again after a lost reply\n${table}\n`);
});

const faultOf = (name: string): FaultCase => only(ALL_FAULTS.filter((fault) => fault.name === name));
const operationOf = (name: string): WritingOperation => only(WRITING.filter((operation) => operation.name === name));

function only<Thing>(found: readonly Thing[]): Thing {
	expect(found).toHaveLength(1);
	return found[0];
}

async function findBroken(operation: string, fault: string): Promise<readonly string[]> {
	const { broken, unmet } = await tryCell(emulator, faultOf(fault), operationOf(operation));
	expect(unmet).toEqual([]);
	cells.set(`${operation} x ${fault}`, broken.length === 0 ? 'held' : 'NOT HELD');
	return broken;
}

describe.each(CREATING)('a build that repeats creations: %s', (operation) => {
	it.each(FAULTS.filter((fault) => fault !== HARMLESS))('does not hold, and the matrix says so: %s', async (fault) => {
		const broken = await findBroken(operation, fault);
		expect(broken.join('\n')).toMatch(TWICE);
	});

	it(`holds where Zoho did nothing: ${HARMLESS}`, async () => {
		expect(await findBroken(operation, HARMLESS)).toEqual([]);
	});
});

it.each(FAULTS)(`holds where sending again is right: ${FORGIVING}, %s`, async (fault) => {
	expect(await findBroken(FORGIVING, fault)).toEqual([]);
});
