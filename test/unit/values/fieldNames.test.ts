import { fieldFinder } from '../../../nodes/shared/values/fieldNames';
import { PLAIN_FIELD } from '../../../nodes/shared/zoho/metadata/fields';

const field = (apiName: string, label: string) => ({ ...PLAIN_FIELD, apiName, label });

const FIELDS = [
	field('Last_Name', 'Last Name'),
	field('Phone', 'Mobile'),
	field('Mobile', 'Phone'),
	field('Region1', 'Region'),
	field('Region2', 'region'),
	field('Straße', 'Street'),
	field('Unnamed', ''),
];

describe('Finding a field by what people call it', () => {
	const find = fieldFinder(FIELDS);

	it.each([
		['Last_Name', 'Last_Name'],
		['last_name', 'Last_Name'],
		['Last Name', 'Last_Name'],
		['  LAST   name ', 'Last_Name'],
		['Street', 'Straße'],
		['Region1', 'Region1'],
	])('finds "%s" as %s', (name, apiName) => {
		expect(find(name)?.apiName).toBe(apiName);
	});

	it.each([
		['Phone', 'Phone'],
		['phone', 'Phone'],
		['Mobile', 'Mobile'],
	])('takes "%s" for an API name before it takes it for a label', (name, apiName) => {
		expect(find(name)?.apiName).toBe(apiName);
	});

	it.each(['Surname', '', ' ', 'constructor', '__proto__', 'id'])('does not find "%s"', (name) => {
		expect(find(name)).toBeUndefined();
	});

	it('names the fields that share a label, every time', () => {
		const said = expect.objectContaining({ message: '"REGION" is the label of several fields: Region1, Region2' });
		expect(() => find('REGION')).toThrow(said);
		expect(() => find('REGION')).toThrow(said);
	});

	it('remembers no more names than it has room for', () => {
		for (let at = 0; at < 30_000; at += 1) find(`key ${at}`);
		expect(find('LAST_NAME')?.apiName).toBe('Last_Name');
	});
});
