import { refusalWords, type WordsContext } from '../../../../nodes/shared/import/rows/refusalWords';

const words = (context: Partial<WordsContext> = {}) =>
	refusalWords({
		operation: 'insert',
		findBy: null,
		fields: new Map([
			['Email', { name: 'Mail address (Email)', expected: 'an email of at most 100 characters' }],
			['Account', { name: 'Account', expected: null }],
			['Ext_Ref', { name: 'Ext_Ref', expected: 'text of at most 40 characters' }],
		]),
		...context,
	});
const refusal = (code: string, ...fields: string[]) => ({ code, fields });

describe('why a row was refused, in words', () => {
	it.each([
		['a mandatory field', [refusal('MANDATORY_NOT_FOUND', 'Last_Name')], 'Last_Name is empty'],
		[
			'a value, with what its field takes and the name that the user wrote',
			[refusal('INVALID_DATA', 'Email')],
			'Zoho CRM rejected the value of Mail address (Email), which must be an email of at most 100 characters',
		],
		[
			'a value of a field that says nothing',
			[refusal('INVALID_DATA', 'Account')],
			'Zoho CRM rejected the value of Account',
		],
		[
			'a value that another record has',
			[refusal('DUPLICATE_DATA', 'Ext_Ref')],
			'a record with the same value of Ext_Ref already exists',
		],
		[
			'several fields and codes',
			[refusal('MANDATORY_NOT_FOUND', 'Last_Name', 'Company'), refusal('INVALID_DATA', 'Account')],
			'Last_Name is empty; Company is empty; Zoho CRM rejected the value of Account',
		],
		['a code that is known', [refusal('RECORD_LOCKED')], 'The record is locked (RECORD_LOCKED)'],
		[
			'a code that nothing is known of',
			[refusal('BRAND_NEW', 'Email')],
			'Mail address (Email): Zoho CRM returned BRAND_NEW',
		],
		['a code without its field', [refusal('DUPLICATE_DATA')], 'Zoho CRM returned DUPLICATE_DATA'],
	])('names %s', (_, errors, reason) => {
		expect(words().reasonOf(errors)).toBe(reason);
	});

	it('is what Zoho says where a code has no words of its own', () => {
		const told = { message: 'A validation rule rejected the record: too low', advice: 'Correct the value as it says' };
		const errors = [refusal('VALIDATION_RULE_FAILED', 'Amount')];
		expect(words().reasonOf(errors, told)).toBe(told.message);
		expect(words().adviceFor(errors, told)).toBe(told.advice);
		expect(words().reasonOf([refusal('INVALID_DATA', 'Account')], told)).toBe('Zoho CRM rejected the value of Account');
	});
});

describe('what to do about a refused row', () => {
	it('knows the operation, and that another unique field than that of Find By collided', () => {
		const errors = [refusal('DUPLICATE_DATA', 'Ext_Ref')];
		expect(words().adviceFor(errors)).toBe(
			'A record with this value already exists. Use Create or Update, or remove the row',
		);
		expect(words({ operation: 'upsert', findBy: 'Email' }).adviceFor(errors)).toBe(
			'Another record, not the one that Find By found, has the same value of Ext_Ref, which is unique. Change the value, set Find By to this field, or remove the row',
		);
	});

	it('does not advise Create or Update to those who use it', () => {
		const errors = [refusal('RESOURCE_NOT_FOUND', 'id')];
		expect(words({ operation: 'update', findBy: 'Email' }).adviceFor(errors)).toBe(
			'No record has this value of Mail address (Email). Use Create or Update, or correct the value',
		);
		expect(words({ operation: 'upsert', findBy: 'id' }).adviceFor(errors)).toBe(
			'No record has this value of id. Correct the value, or leave it empty to create a record',
		);
	});
});
