import { isRequired, PLAIN_FIELD } from '../../../nodes/shared/zoho/metadata/fields';
import { isRequiredOfDeal } from '../../../nodes/shared/zoho/leads/api';

const MANDATORY = { ...PLAIN_FIELD, apiName: 'F', systemMandatory: true };

describe('a required field', () => {
	it.each([
		['a mandatory field', {}, true],
		['a field of a layout alone', { systemMandatory: false }, false],
		['one with a default', { hasDefault: true }, false],
		['one that only Zoho fills', { creatable: false }, false],
		['an auto-number', { dataType: 'autonumber' }, false],
		['the owner, who is the connected user', { dataType: 'ownerlookup' }, false],
		['a checkbox, which is off', { dataType: 'boolean' }, false],
		['a formula', { dataType: 'formula' }, false],
		['lines of an order', { dataType: 'subform' }, true],
	])('is not what Zoho would accept without: %s', (_, more, expected) => {
		expect(isRequired({ ...MANDATORY, ...more })).toBe(expected);
	});

	it('of a deal that is made from a lead is also what conversions ask for', () => {
		const plain = (apiName: string) => isRequiredOfDeal({ ...PLAIN_FIELD, apiName });
		expect(['Deal_Name', 'Stage', 'Closing_Date', 'Amount'].map(plain)).toEqual([true, true, true, false]);
	});
});
