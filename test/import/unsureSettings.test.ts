import type { IDataObject } from 'n8n-workflow';
import { stringify } from 'csv-stringify/sync';
import { otherSettings } from '../emulator/readmeTables';
import { heldLeads, inItem } from './files';
import { failureOf } from '../stage/failure';
import { bulk, fileImport } from '../stage/parameters';
import { REFUSED_EMAIL } from '../stage/rows';
import { useImportStage } from './importStage';

const { emulator, run } = useImportStage();

/** Nine leads of which Zoho CRM refuses one; in the last the same lead comes again, written in another way. */
const ROWS: readonly IDataObject[] = Array.from({ length: 10 }, (_, at) => ({
	Ext_Ref: at === 9 ? 'r-0 ' : `R-${at}`,
	Last_Name: `Lead ${at}`,
	Company: 'Brightwell',
	Email: at === 4 ? REFUSED_EMAIL : `lead${at}@brightwell.test`,
	Annual_Revenue: '1,234.5',
	Newsletter: at % 2 === 0 ? 'TRUE' : 'no',
	Visit_Date: '13/04/2026',
	Next_Call: '2026-03-04 10:30:00+02',
	Interests: 'Support, Training',
	Owner: 'Ann Lee',
	Description: '',
}));
const FIELDS = Object.keys(ROWS[0]).filter((name) => name !== 'Owner');

/** What becomes of the rows: the status of each, and the leads that Zoho CRM has then. */
async function outcomeOf(source: string, route: string): Promise<unknown> {
	const file = stringify([...ROWS], { header: true });
	const form = { importOperation: 'upsert', findBy: 'Ext_Ref', route, output: 'all' };
	const { json } =
		source === 'a file'
			? await run(fileImport(form), [{}], { files: [{ data: inItem(file) }] })
			: await run(bulk('import', { module: 'Leads', ...form }), [...ROWS]);
	return { statuses: json.map(({ row, status }) => [row, status]), leads: heldLeads(emulator, FIELDS) };
}

const SETTINGS = [...otherSettings('bulk'), ...otherSettings('records')];

describe.each([
	['items', 'bulk'],
	['items', 'records'],
	['a file', 'bulk'],
	['a file', 'records'],
])('what nobody knows of Zoho CRM changes nothing about an import of %s by %s:', (source, route) => {
	it.each(SETTINGS)('%s is %j', async (name, value) => {
		const usual = await outcomeOf(source, route);
		emulator.reset();
		Object.assign(emulator.switches, { [name]: value });
		expect(await outcomeOf(source, route)).toEqual(usual);
	});
});

describe('a column for records of several modules', () => {
	it.each(['refuse', 'accept'] as const)(
		'is told before anything is sent, whatever Zoho CRM does: %s',
		async (value) => {
			emulator.switches.relatedColumns = value;
			const form = fileImport({ module: 'Tasks', output: 'all' });
			for (const title of ['What_Id', 'What_Id.id', 'Related To']) {
				const { message } = await failureOf(
					run(form, [{}], { files: [{ data: inItem(`Subject,${title}\nCall,4150868000009000001\n`) }] }),
				);
				expect(message).toBe(
					`Bulk Write can't fill "${title}": it does not support files, images, computed fields and lookups to several modules`,
				);
			}
		},
	);
});
