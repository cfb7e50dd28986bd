import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { recordCalls, storedValues } from '../stage/books';
import { failureOf } from '../stage/failure';
import { ITS_RECORD, record } from '../stage/parameters';
import { useStage } from '../stage/stage';
import { KINDS, TIMES } from './kinds';

const { emulator, run } = useStage();

const ID = expect.stringMatching(/^\d{19}$/);
const [, { row }] = KINDS;
const venue = (number: number, more: IDataObject = {}): IDataObject => ({ ...row(number), ...more });
const VENUE_FIELDS = Object.keys(row(0));

describe('fields given as JSON', () => {
	const asJson = (more: INodeParameters = {}): INodeParameters =>
		record('Venues', 'create', { specifyFields: 'json', fieldsJson: '={{ JSON.stringify($json.fields) }}', ...more });

	it('are written as they are, converted like others', async () => {
		const items = [{ fields: venue(1, { Seats: '12' }) }, { fields: venue(2) }];
		const { json } = await run(asJson(), items);
		expect(json.map(({ id }) => storedValues(emulator, 'Venues', id, VENUE_FIELDS))).toEqual([
			venue(1, { Seats: 12 }),
			venue(2),
		]);
	});

	it('may be an object that an expression gives, or one text for all items', async () => {
		const { json } = await run(asJson({ fieldsJson: '={{ $json.fields }}' }), [{ fields: venue(1) }]);
		expect(storedValues(emulator, 'Venues', json[0].id, VENUE_FIELDS)).toEqual(venue(1));
		const { json: same } = await run(asJson({ fieldsJson: '{ "Name": "Same" }' }), [{}, {}]);
		expect(same.map(({ id }) => storedValues(emulator, 'Venues', id, ['Name']))).toEqual([
			{ Name: 'Same' },
			{ Name: 'Same' },
		]);
	});

	it.each([
		['no JSON', '{ "Name": ', 'Fields (JSON) is not valid JSON'],
		['a list', '[{ "Name": "A" }]', 'Fields (JSON) must be a JSON object'],
		['null', 'null', 'Fields (JSON) must be a JSON object'],
		['a text', '"Name"', 'Fields (JSON) must be a JSON object'],
	])('that are %s refuse their item before anything is sent', async (_, fieldsJson, message) => {
		expect(await failureOf(run(asJson({ fieldsJson }), [{}]))).toMatchObject({ message, itemIndex: 0 });
		expect(recordCalls(emulator, 'Venues', 'POST')).toEqual([]);
	});

	it('refuse their own item alone where the step goes on', async () => {
		const items = [{ fields: venue(1) }, { fields: { Colour: 'red' } }, { fields: [1] }];
		const { json } = await run(asJson(), items, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([
			{ id: ID, status: 'ADDED', ...TIMES },
			{
				reason: 'Venues has no writable field with the API name or label "Colour"',
				code: 'NOT_SENT',
				next: expect.any(String),
				status: 'SKIPPED',
			},
			{
				reason: 'Fields (JSON) must be a JSON object',
				code: 'NOT_SENT',
				next: 'Use one object per item, such as { "Last_Name": "Okafor" }. For several records, use several items',
				status: 'SKIPPED',
			},
		]);
	});

	it('change records too', async () => {
		const id = emulator.add('Venues', { Name: 'Old', Seats: 3 });
		const { json } = await run(
			record('Venues', 'update', {
				recordId: ITS_RECORD,
				specifyFields: 'json',
				fieldsJson: '={{ ({ Name: $json.name }) }}',
			}),
			[{ record: id, name: 'New' }],
		);
		expect(json).toMatchObject([{ id, status: 'UPDATED' }]);
		expect(storedValues(emulator, 'Venues', id, ['Name', 'Seats'])).toEqual({ Name: 'New', Seats: 3 });
	});
});
