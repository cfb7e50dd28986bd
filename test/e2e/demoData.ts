import { stringify } from 'csv-stringify/sync';
import type { JsonRecord } from './json';

/** What an import does with rows whose record is there already, or is not. */
export type ImportOperation = 'insert' | 'update' | 'upsert';

/** One row of the demo's CSV file: text by field API name, as a person's file has it. */
export type DemoRow = Readonly<Record<DemoColumn, string>>;

/** The columns of the file; all are fields of the emulator's Leads module. */
export const DEMO_COLUMNS = [
	'Ext_Ref',
	'Last_Name',
	'First_Name',
	'Company',
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
	'Country',
	'Description',
	'Visit_Date',
	'Next_Call',
	'Interests',
	'Newsletter',
	'Score',
] as const;
type DemoColumn = (typeof DEMO_COLUMNS)[number];

/** The field that finds a row's record for update and upsert. */
export const FIND_BY = 'Email';

const LAST_NAMES = [
	'Okafor',
	"O'Brien",
	'García-Márquez',
	'Müller',
	'Ито',
	'Νικολάου',
	'王',
	'山田',
	'الخطيب',
	'Þórsdóttir',
	'de la Cruz',
	'Łukasik',
	'Nguyễn',
	'Smith, Jr.',
	'Ivanova',
	'पटेल',
];
const FIRST_NAMES = ['Ada', 'Bo', 'Chloé', 'Дмитрий', '小明', 'Eszter', 'Fatima', 'Gül', 'Ωριάνα', 'さくら', 'Zoë', ''];
const COMPANIES = [
	'Brightwell',
	'Smith, Wesson & Daughters',
	'The "Quoted" Company',
	'Straße & Söhne GmbH',
	'株式会社サンプル',
	'Rocket 🚀 Works',
	"Père d'Or",
	'ООО Ромашка',
	'semi;colon | pipe',
	'Back\\slash & <Tag>',
];
const CITIES = [
	['Lagos', 'Nigeria'],
	['São Paulo', 'Brasil'],
	['京都', '日本'],
	['Köln', 'Deutschland'],
	['Αθήνα', 'Ελλάδα'],
	['القاهرة', 'مصر'],
	['Washington, D.C.', 'USA'],
	['', ''],
];
const DESCRIPTIONS = [
	'',
	'One line',
	'Two lines:\nthe second',
	'Windows lines\r\nare kept',
	'Says "hello", twice: ""',
	'Comma, semicolon; tab\tand pipe |',
	'👩‍👩‍👧 family, flag 🇳🇬, tone 👍🏽',
	'# not a comment, =1+1 not a formula',
	'ends with a quote"',
	'\u00a0no-break space inside\u00a0word',
];
const LEAD_SOURCES = ['Advertisement', 'Cold Call', 'Employee Referral', 'Partner', 'Trade Show', 'Web Research', ''];
const LEAD_STATUSES = ['Attempted to Contact', 'Contacted', 'Not Contacted', ''];
const INDUSTRIES = ['ERP (Enterprise Resource Planning)', 'Government/Military', 'Manufacturing', ''];
const INTERESTS = ['Support', 'Training', 'Hardware', 'Software', 'Consulting'];
const OFFSETS = ['+00:00', '+02:00', '-05:00', '+05:30'];

/** What is wrong with a row, and how Zoho names it. */
const DEFECTS: readonly { readonly column: DemoColumn; readonly text: string; readonly code: string }[] = [
	{ column: 'Last_Name', text: '', code: 'MANDATORY_NOT_FOUND' },
	{ column: 'Company', text: '', code: 'MANDATORY_NOT_FOUND' },
	{ column: 'Email', text: 'ann@brightwell.t', code: 'INVALID_DATA' },
	{ column: 'Annual_Revenue', text: 'plenty', code: 'INVALID_DATA' },
	{ column: 'No_of_Employees', text: 'a dozen', code: 'INVALID_DATA' },
	{ column: 'Visit_Date', text: 'next week', code: 'INVALID_DATA' },
	{ column: 'Newsletter', text: 'perhaps', code: 'INVALID_DATA' },
];
const ROWS_PER_DEFECT = 60;
const ROWS_PER_DUPLICATE = 120;

/** In an upsert one key in 50 occurs in several thirds of the file (or jobs of 25,000 rows, if those are smaller). */
const ROWS_PER_REPEATED_KEY = 50;
const ROWS_PER_JOB = 25_000;

/** A row and what must come of it, taken by itself. */
export interface DemoLead {
	readonly row: DemoRow;
	/** The refusal that the row's own values call for; null = the row is sound. */
	readonly refusal: { readonly code: string; readonly field: string } | null;
}

export interface DemoOptions {
	readonly rows: number;
	readonly seed: number;
	readonly operation: ImportOperation;
}

/** A small random generator (mulberry32): the same seed gives the same numbers everywhere. */
export function createRandom(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}

const two = (number: number): string => String(number).padStart(2, '0');

/**
 * The number of the row whose key a row has: its own, or in an upsert sometimes that of the row in the same place of the
 * first third. Of every 50 places one repeats in the second third, one in the third, one in both: that makes 3 keys of
 * 146, or 1 in 49.
 */
function keyOwner(index: number, { rows, operation }: DemoOptions): number {
	const third = Math.min(ROWS_PER_JOB, Math.ceil(rows / 3 / ROWS_PER_REPEATED_KEY) * ROWS_PER_REPEATED_KEY);
	const part = Math.floor(index / third);
	if (operation !== 'upsert' || part === 0) return index;
	const place = index % ROWS_PER_REPEATED_KEY;
	const isRepeated = place === 17 || place === (part % 2 === 1 ? 7 : 31);
	return isRepeated ? index % third : index;
}

/**
 * Makes the demo's leads: sound ones with everything that is hard about text, one in 60 with a defect, and for an
 * insert one in 120 with the unique Ext_Ref of the row before it, some of them the same in every column.
 */
export function makeDemoLeads(options: DemoOptions): DemoLead[] {
	const random = createRandom(options.seed);
	const leads: DemoLead[] = [];
	for (let index = 0; index < options.rows; index += 1) {
		const key = keyOwner(index, options);
		const row = makeRow(index, key, options.seed, random);
		const chosen = random(ROWS_PER_DEFECT) === 0 ? DEFECTS[random(DEFECTS.length)] : undefined;
		// A row that repeats a key keeps it.
		const defect = chosen?.column === FIND_BY && key !== index ? undefined : chosen;
		const isDuplicate = random(ROWS_PER_DUPLICATE) === 0 && options.operation === 'insert';
		const before = leads.at(-1);
		if (isDuplicate && before?.refusal === null) {
			leads.push({
				row: random(4) === 0 ? before.row : { ...row, Ext_Ref: before.row.Ext_Ref },
				refusal: { code: 'DUPLICATE_DATA', field: 'Ext_Ref' },
			});
		} else if (defect !== undefined) {
			// Bad addresses differ too: rows of one key would have to wait for each other.
			const text = defect.column === FIND_BY ? `${index}.${defect.text}` : defect.text;
			leads.push({ row: { ...row, [defect.column]: text }, refusal: { code: defect.code, field: defect.column } });
		} else {
			leads.push({ row, refusal: null });
		}
	}
	return leads;
}

function makeRow(index: number, key: number, seed: number, random: (below: number) => number): DemoRow {
	const pick = <Choice>(choices: readonly Choice[]): Choice => choices[random(choices.length)];
	const [city, country] = pick(CITIES);
	const email = `lead.${key}@s${seed}.example.test`;
	return {
		Ext_Ref: `S${seed}-${String(key).padStart(6, '0')}`,
		Last_Name: `${pick(LAST_NAMES)} ${index}`,
		First_Name: pick(FIRST_NAMES),
		Company: pick(COMPANIES),
		// The same address in other letters is the same person.
		Email: key === index ? email : email.toUpperCase(),
		Phone: `+49 221 ${100_000 + random(900_000)}`,
		Website: pick(['', `https://www.example.test/${key}?a=1&b=2`]),
		Lead_Source: pick(LEAD_SOURCES),
		Lead_Status: pick(LEAD_STATUSES),
		Industry: pick(INDUSTRIES),
		Annual_Revenue: pick(['', '0', `${random(10_000_000)}.${two(random(100))}`]),
		No_of_Employees: pick(['', String(random(100_000))]),
		Street: pick(['', `${1 + random(200)} Main Street\nBuilding ${1 + random(9)}`]),
		City: city,
		Country: country,
		Description: pick(DESCRIPTIONS),
		Visit_Date: pick(['', `20${two(20 + random(10))}-${two(1 + random(12))}-${two(1 + random(28))}`]),
		Next_Call: pick([
			'',
			`2027-${two(1 + random(12))}-${two(1 + random(28))}T${two(random(24))}:${two(random(60))}:${two(random(60))}${pick(OFFSETS)}`,
		]),
		Interests: INTERESTS.filter(() => random(3) === 0).join(';'),
		Newsletter: pick(['true', 'false']),
		Score: pick(['', `${random(100)}.5`]),
	};
}

/** The rows as a CSV file with a header of API names. */
export function writeCsv(rows: readonly JsonRecord[]): string {
	return stringify([...rows], { header: true, columns: Object.keys(rows[0] ?? {}) });
}

/**
 * The records that an update finds: one for each row but every hundredth, whose values are all from before.
 * Rows with an unusable key have none.
 */
export function makeRecordsBefore(leads: readonly DemoLead[]): JsonRecord[] {
	return leads
		.filter(({ refusal }, index) => index % 100 !== 5 && refusal?.field !== FIND_BY)
		.map(({ row }) => ({
			Last_Name: `Before ${row.Ext_Ref}`,
			Company: 'Before',
			City: 'Before',
			Email: row.Email,
			Ext_Ref: row.Ext_Ref,
			Newsletter: false,
		}));
}
