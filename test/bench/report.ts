import type { FigureKey, Findings } from './benchmark';
import { round } from './statistics';

/** What one benchmark found, and which of its figures were asked for. */
export interface Report extends Findings {
	readonly keys: readonly FigureKey[];
}

interface Line {
	readonly key: string;
	readonly figure: string;
	readonly bar: string;
	readonly held: string;
	readonly measures: string;
}

function isHeld({ bar }: FigureKey, value: number): boolean {
	return bar.kind === 'at most' ? value <= bar.value : value >= bar.value;
}

const withUnit = (value: number, unit: string): string =>
	`${value.toLocaleString('en-US', { maximumFractionDigits: 3 })}${unit === '' ? '' : ` ${unit}`}`;

function toLine(key: FigureKey, figures: Readonly<Record<string, number>>): Line {
	const value: number | undefined = figures[key.key];
	return {
		key: key.key,
		figure: value === undefined ? 'not measured' : withUnit(round(value), key.unit),
		bar: `${key.bar.kind} ${withUnit(key.bar.value, key.unit)}`,
		held: value === undefined ? '' : isHeld(key, value) ? 'yes' : 'NO',
		measures: key.measures,
	};
}

const linesOf = (reports: readonly Report[]): Line[] =>
	reports.flatMap(({ keys, figures }) => keys.map((key) => toLine(key, figures)));

/** The figures for a terminal, with what is known besides. */
export function writeTable(reports: readonly Report[]): string {
	const lines = linesOf(reports).map(
		({ key, figure, bar, held }) => `${key.padEnd(32)}${figure.padStart(18)}   ${bar.padEnd(22)}${held}`,
	);
	const head = `${'figure'.padEnd(32)}${'value'.padStart(18)}   ${'bar'.padEnd(22)}held`;
	return [head, ...lines, ...reports.flatMap(({ notes }) => notes.map((note) => `  ${note}`))].join('\n');
}

/** What a page of documentation says before its table. */
interface Opening {
	readonly title: string;
	/** How it was made, in sentences. */
	readonly text: string;
}

function writeDocument({ title, text }: Opening, reports: readonly Report[], machine: readonly string[]): string {
	const rows = linesOf(reports).map(
		({ key, figure, bar, held, measures }) =>
			`| \`${key}\` | ${figure} | ${bar} | ${held === 'NO' ? 'no' : held} | ${measures} |`,
	);
	const notes = reports.flatMap((report) => [
		'',
		`**${report.keys.map(({ key }) => key).join(', ')}**`,
		'',
		...report.notes.map((note) => `- ${note}`),
	]);
	return `# ${title}

${text}

${machine.map((line) => `- ${line}`).join('\n')}

| Figure | Value | Bar | Held | How it is measured |
|---|---|---|---|---|
${rows.join('\n')}

## Details
${notes.join('\n')}
`;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** The figures as a page of documentation. */
export function writePage(reports: readonly Report[], machine: readonly string[], date: Date): string {
	const text = `Written by \`npm run bench -- --write\` on ${dayOf(date)}. Every measured piece runs in a process of its own, the
emulator of Zoho CRM in another; what is compared ran in turns within one run. Figures of repeated pieces are medians. [profile.md](profile.md)
says where the CPU time of an import goes and what was tried.`;
	return writeDocument({ title: 'Benchmarks', text }, reports, machine);
}

/** The figures of a long run as a page of documentation. */
export function writeSoakPage(
	reports: readonly Report[],
	machine: readonly string[],
	date: Date,
	minutes: number,
): string {
	const text = `Written by \`npm run bench -- --soak ${minutes} --write\` on ${dayOf(date)}. One real n8n with the package installed works for ${minutes} minutes,
with the emulator of Zoho CRM on the same machine. After every round its inspector collects the heap and counts what can still be reached.`;
	return writeDocument({ title: 'Soak', text }, reports, machine);
}
