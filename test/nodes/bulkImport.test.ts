import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { startEmulator, type Emulator } from '../emulator';
import { connectedCredential } from '../harness/credentials';
import { runNode } from '../harness/runNode';
import { useVirtualTime } from '../harness/virtualTime';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
afterAll(async () => await emulator.stop());
beforeEach(() => {
	emulator.reset();
	useVirtualTime(emulator);
});
afterEach(() => jest.useRealTimers());

const insert = { resource: 'bulkWrite', operation: 'import', module: 'Leads', importOperation: 'insert' };

describe('Bulk Write > Import', () => {
	it('answers every item with the id of the lead that holds its values', async () => {
		const items = [
			{ Last_Name: 'Okafor', Company: 'Brightwell', Email: 'n.okafor@brightwell.test' },
			{ Last_Name: 'Rao, "R"', Company: 'Line\nBreak', Email: 'rao@brightwell.test' },
		];
		const { items: output, json } = await runNode({ node: new ZohoCrmBulk(), parameters: insert, items, credential: connectedCredential(emulator) });
		console.log(JSON.stringify(output, null, 1));
		expect(json.map(({ status }) => status)).toEqual(['ADDED', 'ADDED']);
	});
});
