import type { IBinaryKeyData } from 'n8n-workflow';
import { getFileColumnFields } from '../../nodes/ZohoCrmBulk/choices/importChoices';
import { ZohoCrmBulk } from '../../nodes/ZohoCrmBulk/ZohoCrmBulk.node';
import { connectedCredential } from '../stage/credentials';
import { failureOf } from '../stage/failure';
import { fileImport, leadImport } from '../stage/parameters';
import { askForm } from '../stage/runNode';
import { useImportStage } from './importStage';
import { inItem } from './files';

const { emulator, run } = useImportStage();

const mapped = (values: ReadonlyArray<{ title: string; field: string }>) => ({ values: [...values] });

describe('File Columns', () => {
	it('map the titles of an export to fields, and the summary says what went where', async () => {
		const content = ['Surname;Firm;E-Mail Address;Remark;', 'Okafor;Acme;o@brightwell.test;calls back;', 'Rao;Beta;;;']
			.join('\r\n')
			.concat('\r\n');
		const fileColumns = mapped([
			{ title: 'surname', field: 'Last_Name' },
			{ title: 'Firm', field: 'Company' },
			{ title: 'E-Mail Address', field: 'Email' },
			{ title: 'Remark', field: '={{ "Description" }}' },
		]);
		const { json } = await run(fileImport({ options: { fileColumns } }), [{}], { files: [{ data: inItem(content) }] });
		expect(json[0]).toMatchObject({
			rows: 2,
			added: 2,
			mapping: [
				{ column: 'Surname', field: 'Last_Name' },
				{ column: 'Firm', field: 'Company' },
				{ column: 'E-Mail Address', field: 'Email' },
				{ column: 'Remark', field: 'Description' },
				{ column: null, field: null, leftOut: 'It has no title' },
			],
		});
		const held = [...emulator.store.all('Leads')].map(({ Last_Name, Company, Email, Description }) => ({
			Last_Name,
			Company,
			Email: Email ?? null,
			Description: Description ?? null,
		}));
		expect(held).toEqual([
			{ Last_Name: 'Okafor', Company: 'Acme', Email: 'o@brightwell.test', Description: 'calls back' },
			{ Last_Name: 'Rao', Company: 'Beta', Email: null, Description: null },
		]);
	});

	it('offer the fields that an import can fill, users also by email', async () => {
		const form = { node: new ZohoCrmBulk(), parameters: fileImport(), credential: connectedCredential(emulator) };
		const offered = await askForm(form, getFileColumnFields);
		expect(offered.slice(0, 2)).toEqual([
			{ name: 'Choose a Field', value: '' },
			{ name: 'Record ID', value: 'id' },
		]);
		const values = offered.map(({ value }) => value);
		expect(values).toEqual(expect.arrayContaining(['Last_Name', 'Company', 'Owner', 'Owner.email', 'Annual_Revenue']));
		expect(values).not.toEqual(expect.arrayContaining(['Created_Time']));
	});
});

describe('an import of items', () => {
	it.each<IBinaryKeyData>([{}, { data: inItem('Last_Name\nA\n') }])(
		'that have no keys says where files are read',
		async (files) => {
			const { message, description } = await failureOf(run(leadImport(), [{}], { files: [files] }));
			expect({ message, description }).toEqual({
				message: 'The input items are empty: they have no keys',
				description: 'If the rows are in a file, set Import From to File. Otherwise check the node before this one',
			});
		},
	);
});
