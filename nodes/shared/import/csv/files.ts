import { LINE_FEED } from '../../archive/bytes';
import { listNames } from '../../values/nameList';
import { UsageError } from '../../zoho/call/errors';
import type { ByteSource } from './byteSource';
import type { FileChildren } from './children';
import { findCsvs } from './containers';
import { openCsv, type CsvFile, type ReadingForm } from './open';
import { foldName } from '../../zoho/metadata/foldName';

/** The CSVs of an import. */
export interface FoundFiles {
	readonly parent: CsvFile;
	readonly child: FoundChild | null;
}

/** The CSV of child rows. */
export interface FoundChild {
	readonly file: CsvFile;
	readonly source: ByteSource;
	readonly children: FileChildren;
}

/** What tells the files of a ZIP, and their titles, apart. */
export interface KnownNames {
	/** API name of the module of the rows. */
	readonly module: string;
	/** Whether a title of the rows means a field. */
	isKnown(title: string): boolean;
	/** The same for child rows. */
	isKnownChild(title: string): boolean;
}

const PARENT_NAME = 'the file';
const CHILD_NAME = 'the child file';

/**
 * Finds the CSVs: each may be in a ZIP, or both in one. Without child rows, a ZIP may have the rows in several CSVs.
 * @throws UsageError for what is no CSV, and for CSVs that do not belong together
 */
export async function findFiles(
	{ file, children, ...form }: ReadingForm & { readonly file: ByteSource; readonly children: FileChildren | null },
	known: KnownNames,
): Promise<FoundFiles> {
	const found = await findCsvs(file);
	if (children?.file === null) return await tellApart(found, children, form, known);
	const own = chooseByName(found, known.module);
	const parent =
		own.length === 1
			? await openCsv(own[0], form, PARENT_NAME, known.isKnown)
			: await openJoined(own, form, known.isKnown);
	if (children === null) return { parent, child: null };
	return { parent, child: await openChild(onlyOne(await findCsvs(children.file)), children, form, known) };
}

async function openChild(
	source: ByteSource,
	children: FileChildren,
	form: ReadingForm,
	{ isKnownChild }: KnownNames,
): Promise<FoundChild> {
	const file = await openCsv(source, { ...form, skipLines: 0 }, CHILD_NAME, isKnownChild);
	return { file, source, children };
}

/** Longer names are not looked at as a whole. */
const MAX_NAME_LENGTH = 255;

/** Of the CSVs of a backup those that are named after the module, such as `Leads_001.csv`; all if none is. */
function chooseByName(found: readonly ByteSource[], module: string): readonly ByteSource[] {
	const wanted = foldName(module.replaceAll('_', ' '));
	const named = found.filter(({ fileName }) => {
		const base = ((fileName ?? '').split('/').at(-1) ?? '').slice(-MAX_NAME_LENGTH);
		return foldName(base.replace(/\.[a-z]+$/i, '').replaceAll('_', ' ')).replace(/[\s\-(]*\d{1,9}\)?$/, '') === wanted;
	});
	return named.length > 0 ? named : found;
}

/** Several CSVs with the same titles as one: the rows of each after those of the one before, in the order of their names. */
async function openJoined(
	sources: readonly ByteSource[],
	form: ReadingForm,
	isKnown: (title: string) => boolean,
): Promise<CsvFile> {
	const byName = [...sources].sort((one, other) => nameOf(one).localeCompare(nameOf(other), 'en', { numeric: true }));
	const parts: CsvFile[] = [];
	for (const source of byName) parts.push(await openCsv(source, form, `"${nameOf(source)}"`, isKnown));
	const [first, ...others] = parts;
	for (const other of others) refuseDifference(first, other);
	const source: ByteSource = { fileName: first.name, open: () => joinRows(parts) };
	const joined = await openCsv(
		source,
		{ ...form, encoding: first.encoding.label, skipLines: 0 },
		PARENT_NAME,
		isKnown,
		first.delimiter,
	);
	return { ...joined, linesAbove: first.linesAbove, mark: first.mark };
}

const nameOf = ({ fileName }: ByteSource): string => fileName ?? '';

async function* joinRows(parts: readonly CsvFile[]): AsyncGenerator<Uint8Array> {
	for (const [part, { read, lineBreak }] of parts.entries()) {
		let last = LINE_FEED;
		for await (const { bytes, starts, firstRecord } of read([])) {
			const rows = part > 0 && firstRecord === 0 ? bytes.subarray(starts[1]) : bytes;
			if (rows.length === 0) continue;
			last = rows[rows.length - 1];
			yield rows;
		}
		if (last !== LINE_FEED) yield lineBreak;
	}
}

/** @throws UsageError naming what two CSVs of a ZIP do not have in common */
function refuseDifference(first: CsvFile, other: CsvFile): void {
	const titles = first.titles.map(foldName);
	const otherTitles = other.titles.map(foldName);
	const lacks = first.titles.filter((title) => !otherTitles.includes(foldName(title)));
	const has = other.titles.filter((title) => !titles.includes(foldName(title)));
	const differences = [
		...(lacks.length === 0 ? [] : [`${other.name} lacks ${listNames(lacks)}`]),
		...(has.length === 0 ? [] : [`${first.name} lacks ${listNames(has)}`]),
	];
	const isSame =
		differences.length === 0 &&
		titles.length === otherTitles.length &&
		titles.every((title, at) => title === otherTitles[at]) &&
		first.delimiter === other.delimiter &&
		first.encoding.name === other.encoding.name;
	if (isSame) return;
	const what = differences.length === 0 ? 'their columns are in another order or form' : differences.join(', and ');
	throw new UsageError(
		`The CSV files of the ZIP do not belong together: ${what}`,
		'Import them one at a time, each in a ZIP of its own or as the CSV file itself. For child rows, set Child Rows: From a Second File',
	);
}

function onlyOne(found: readonly ByteSource[]): ByteSource {
	if (found.length === 1) return found[0];
	throw new UsageError(
		`The ZIP has ${found.length} CSV files, but child rows can come from only one`,
		'Create a ZIP with the one file, or use the CSV file itself',
	);
}

/** Which of the two files of a ZIP has the parents: the one with the parents' key; the first if both could be. */
async function tellApart(
	found: readonly ByteSource[],
	children: FileChildren,
	form: ReadingForm,
	known: KnownNames,
): Promise<FoundFiles> {
	if (found.length !== 2) {
		throw new UsageError(
			`The ZIP has ${found.length} CSV ${found.length === 1 ? 'file' : 'files'}, but rows with child rows need two`,
			'Use one CSV file with the rows and one with their child rows',
		);
	}
	const hasTitle = (file: CsvFile, title: string): boolean =>
		file.titles.some((candidate) => foldName(candidate) === foldName(title));
	const [first, second] = await Promise.all(
		found.map(async (source) => await openCsv(source, form, PARENT_NAME, known.isKnown)),
	);
	const isSwapped =
		!(hasTitle(first, children.parentKeyColumn) && hasTitle(second, children.childKeyColumn)) &&
		hasTitle(second, children.parentKeyColumn) &&
		hasTitle(first, children.childKeyColumn);
	const source = isSwapped ? found[0] : found[1];
	return {
		parent: isSwapped ? second : first,
		child: await openChild(source, children, form, known),
	};
}
