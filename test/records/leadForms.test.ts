import type { INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';
import {
	getFieldsToCreate,
	getFieldsToUpdate,
	getListedFields,
	getMatchFields,
} from '../../nodes/ZohoCrm/choices/moduleChoices';
import { ZohoCrm } from '../../nodes/ZohoCrm/ZohoCrm.node';
import { connectedCredential } from '../stage/credentials';
import { askForm } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { failureOf } from '../stage/failure';
import { lead } from '../stage/parameters';

const { emulator } = useStage();

const form = (scopes?: readonly string[]) => ({
	node: new ZohoCrm(),
	parameters: lead('create'),
	credential: connectedCredential(emulator, scopes),
});
const fieldsOfEmulator = () => emulator.state.schema.module('Leads')?.fields ?? [];
const byId = (fields: readonly ResourceMapperField[], id: string) => fields.find((field) => field.id === id);
const valuesOf = (options: readonly INodePropertyOptions[]) => options.map(({ value }) => value);

describe('the form of Create', () => {
	it('offers every field that can be written, and requires the mandatory ones', async () => {
		const { fields } = await askForm(form(), getFieldsToCreate);
		expect(fields.map(({ id }) => id)).toEqual(
			fieldsOfEmulator()
				.filter(({ creatable }) => creatable)
				.map(({ apiName }) => apiName),
		);
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['Last_Name', 'Company']);
		expect(fields.every(({ display, canBeUsedToMatch }) => display && canBeUsedToMatch === false)).toBe(true);
	});

	it('has the custom fields of the organization, with their label and the input of their type', async () => {
		const { fields } = await askForm(form(), getFieldsToCreate);
		const told = [
			'Ext_Ref',
			'Visit_Date',
			'Next_Call',
			'Score',
			'Newsletter',
			'Interests',
			'Work_History',
			'Referring_Account',
		].map((id) => [id, byId(fields, id)?.displayName, byId(fields, id)?.type]);
		expect(told).toEqual([
			['Ext_Ref', 'Ext Ref', 'string'],
			['Visit_Date', 'Visit Date', 'dateTime'],
			['Next_Call', 'Next Call', 'dateTime'],
			['Score', 'Score', 'number'],
			['Newsletter', 'Newsletter', 'boolean'],
			['Interests', 'Interests', 'array'],
			['Work_History', 'Work History', 'array'],
			['Referring_Account', 'Referring Account', 'string'],
		]);
		expect(byId(fields, 'Designation')?.displayName).toBe('Title');
	});

	it('offers the values of a pick list as records hold them', async () => {
		const { fields } = await askForm(form(), getFieldsToCreate);
		const salutation = byId(fields, 'Salutation');
		expect(salutation?.type).toBe('options');
		expect(salutation?.options).toEqual(
			['-None-', 'Mr.', 'Mrs.', 'Ms.', 'Dr.', 'Prof.'].map((value) => ({ name: value, value })),
		);
		expect(byId(fields, 'Last_Name')).not.toHaveProperty('options');
	});
});

describe('the forms of the other operations', () => {
	it('require no field of an update', async () => {
		const { fields } = await askForm(form(), getFieldsToUpdate);
		expect(fields.map(({ id }) => id)).toEqual(
			fieldsOfEmulator()
				.filter(({ updatable }) => updatable)
				.map(({ apiName }) => apiName),
		);
		expect(fields.filter(({ required }) => required)).toEqual([]);
	});

	it('offer for lists what a list can have, by label', async () => {
		const options = await askForm(form(), getListedFields);
		expect(valuesOf(options).sort()).toEqual(
			fieldsOfEmulator()
				.filter(({ dataType }) => !['subform', 'multiselectlookup'].includes(dataType))
				.map(({ apiName }) => apiName)
				.sort(),
		);
		expect(options.map(({ name }) => name)).toEqual(
			[...options.map(({ name }) => name)].sort((a, b) => a.localeCompare(b)),
		);
		expect(options).toContainEqual({ name: 'Created Time', value: 'Created_Time' });
	});

	it('offer for matching the email and unique fields', async () => {
		expect(await askForm(form(), getMatchFields)).toEqual([
			{ name: 'Email', value: 'Email' },
			{ name: 'Ext Ref', value: 'Ext_Ref' },
		]);
	});
});

describe('a form that cannot ask Zoho', () => {
	it('says which scope is missing', async () => {
		const refusal = await failureOf(askForm(form(['ZohoCRM.modules.ALL']), getListedFields));
		expect(refusal.message).toBe(
			'The credential was connected without a scope that this operation needs: ZohoCRM.settings.fields.READ (OAUTH_SCOPE_MISMATCH)',
		);
	});

	it('says that the credential is not connected', async () => {
		const run = form();
		run.credential.data.oauthTokenData = {};
		expect((await failureOf(askForm(run, getFieldsToCreate))).message).toBe(
			'The credential is not connected to Zoho CRM',
		);
	});

	it('asks again after a gateway answered instead', async () => {
		emulator.faults.add({
			kind: 'answer',
			status: 502,
			body: '<html>Bad gateway</html>',
			path: '/crm/v8/settings/fields',
		});
		expect(await askForm(form(), getMatchFields)).toHaveLength(2);
	});
});
