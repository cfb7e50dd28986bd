import { createHash } from 'node:crypto';
import { createRandom, type Random } from './random';

/** The 20 columns; all are fields of the emulator's Leads module. */
export const LEAD_COLUMNS = [
	'Ext_Ref',
	'Last_Name',
	'First_Name',
	'Company',
	'Designation',
	'Email',
	'Phone',
	'Website',
	'Lead_Source',
	'Lead_Status',
	'Industry',
	'Annual_Revenue',
	'No_of_Employees',
	'Street',
	'City',
	'Zip_Code',
	'Country',
	'Description',
	'Visit_Date',
	'Newsletter',
] as const;

/** A lead as an item of n8n has it: by field API name. */
export type LeadRow = Readonly<Record<(typeof LEAD_COLUMNS)[number], string | number | boolean | null>>;

const LAST_NAMES =
	"Okafor Müller García-Márquez Smith Nguyễn Johansson Łukasik Ivanova Rossi Dubois O'Brien Jansen Yılmaz Silva Kowalski Novák Horváth Andersen Papadopoulos Schröder Weiß Fernández Lefèvre Bianchi Haddad Tanaka Kim Singh Patel Chen Cohen Murphy Walker Wright Thompson Robinson Harris Clarke Lewis Young King Baker Turner Collins Stewart Morris Rogers Reed Cook Morgan Bell Cooper Richardson Cox Howard Ward Peterson Gray Ramirez".split(
		' ',
	);
const FIRST_NAMES =
	'Ada Bo Chloé Dmitri Eszter Fatima Gül Hans Ines Jörg Karin Liam Maya Noah Olga Pavel Quinn Rosa Sören Tomás Ulla Victor Wanda Xenia Yusuf Zoë Amélie Björn Carla Diego Emma Felix Greta Hugo Ivy Jonas Klara Leo Mila Nils'.split(
		' ',
	);
const COMPANY_WORDS =
	'Bright North Clear Silver River Stone Summit Harbor Green Blue Prime Rapid Solid Urban Global Alpine Baltic Nordic Atlas Delta'.split(
		' ',
	);
const COMPANY_KINDS = [
	'Logistics',
	'Software',
	'Foods',
	'Engineering',
	'Consulting',
	'Textiles',
	'Energy',
	'Pharma',
	'Media',
	'Partners, Inc.',
	'Söhne GmbH',
	'"Original" Works',
];
const TITLES = [
	'Managing Director',
	'Head of Purchasing',
	'Sales Manager',
	'Buyer',
	'Chief Financial Officer',
	'IT Administrator',
	'Office Manager',
	'Owner',
	'Marketing Lead',
	'Engineer',
];
const STREETS =
	'Main Oak Station Church Mill Park Garden Market Victoria Linden Königs Berliner Rosen Garten Schul Bahnhof Victor-Hugo Cathedral Harbour Wilson'.split(
		' ',
	);
const PLACES = [
	['Köln', 'Germany'],
	['Lagos', 'Nigeria'],
	['São Paulo', 'Brazil'],
	['Kyoto', 'Japan'],
	['Leeds', 'United Kingdom'],
	['Austin', 'USA'],
	['Lyon', 'France'],
	['Zürich', 'Switzerland'],
	['Malmö', 'Sweden'],
	['Gdańsk', 'Poland'],
	['Porto', 'Portugal'],
	['Pune', 'India'],
	['Graz', 'Austria'],
	['Utrecht', 'Netherlands'],
	['Toronto', 'Canada'],
	['Perth', 'Australia'],
];
const WORDS =
	'asked for a price list and wants to be called back next week about the new series because their present supplier cannot deliver before summer met at our stand was interested in maintenance contract sent brochure prefers e-mail budget approved by board decision expected after holidays larger order possible if delivery is free needs training two sites'.split(
		' ',
	);
const LEAD_SOURCES = [
	'Advertisement',
	'Cold Call',
	'Employee Referral',
	'External Referral',
	'Partner',
	'Public Relations',
	'Trade Show',
	'Web Download',
	'Web Research',
	'Chat',
];
const LEAD_STATUSES = [
	'Attempted to Contact',
	'Contact in Future',
	'Contacted',
	'Junk Lead',
	'Lost Lead',
	'Not Contacted',
	'Pre-Qualified',
	'Not Qualified',
];
const INDUSTRIES = [
	'ASP (Application Service Provider)',
	'Data/Telecom OEM',
	'ERP (Enterprise Resource Planning)',
	'Government/Military',
	'Large Enterprise',
	'Manufacturing',
	'Small/Medium Enterprise',
	'Wholesale',
];

const two = (number: number): string => String(number).padStart(2, '0');
const plain = (text: string): string =>
	text
		.normalize('NFD')
		.replace(/[^A-Za-z]/g, '')
		.toLowerCase();

/**
 * Makes leads as companies have them: every fourth optional cell is empty, some cells have quotes, commas, umlauts or two
 * lines. `Ext_Ref` and `Email` differ in every row.
 * @param first number of the first row; rows depend on it, so that parts of a whole can be made by themselves
 */
export function* makeLeadRows(count: number, seed: number, first = 0): Generator<LeadRow> {
	for (let number = first; number < first + count; number += 1)
		yield makeLeadRow(number, createRandom(seed * 1_000_003 + number));
}

function makeLeadRow(number: number, random: Random): LeadRow {
	const pick = <Choice>(choices: readonly Choice[]): Choice => choices[random(choices.length)];
	const orNothing = <Value>(value: Value): Value | null => (random(4) === 0 ? null : value);
	const [lastName, firstName] = [pick(LAST_NAMES), pick(FIRST_NAMES)];
	const company = `${pick(COMPANY_WORDS)}${pick(COMPANY_WORDS).toLowerCase()} ${pick(COMPANY_KINDS)}`;
	const domain = `${plain(company.split(' ')[0])}${random(900)}.example`;
	const [city, country] = pick(PLACES);
	return {
		Ext_Ref: `L-${String(number).padStart(8, '0')}`,
		Last_Name: lastName,
		First_Name: orNothing(firstName),
		Company: company,
		Designation: orNothing(pick(TITLES)),
		Email: `${plain(firstName)}.${plain(lastName)}.${number.toString(36)}@${domain}`,
		Phone: `+${1 + random(98)} ${100 + random(900)} ${1_000_000 + random(9_000_000)}`,
		Website: orNothing(`https://www.${domain}`),
		Lead_Source: orNothing(pick(LEAD_SOURCES)),
		Lead_Status: pick(LEAD_STATUSES),
		Industry: orNothing(pick(INDUSTRIES)),
		Annual_Revenue: orNothing(random(50_000_000) / 100),
		No_of_Employees: orNothing(1 + random(20_000)),
		Street: orNothing(
			`${1 + random(220)} ${pick(STREETS)} Street${random(8) === 0 ? `\nBuilding ${1 + random(30)}` : ''}`,
		),
		City: city,
		Zip_Code: String(10_000 + random(90_000)),
		Country: country,
		Description: random(5) === 0 ? '' : makeSentence(random),
		Visit_Date: orNothing(`20${two(20 + random(7))}-${two(1 + random(12))}-${two(1 + random(28))}`),
		Newsletter: random(2) === 0,
	};
}

function makeSentence(random: Random): string {
	const words = Array.from({ length: 24 + random(44) }, () => WORDS[random(WORDS.length)]);
	if (random(10) === 0) words[3] = `"${words[3]}"`;
	return `${words.join(' ')}${random(3) === 0 ? ', see offer ' : '. Ref '}${1000 + random(900_000)}`;
}

/** SHA-256 of the rows as lines of JSON: says that two runs had the same data. */
export function checksumOf(rows: Iterable<LeadRow>): string {
	const hash = createHash('sha256');
	for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
	return hash.digest('hex').slice(0, 16);
}
