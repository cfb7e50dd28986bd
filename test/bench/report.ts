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

const withUnit = (value: number, unit: string): string => `${value.toLocaleString('en-US', { maximumFractionDigits: 3 })}${unit === '' ? '' : ` ${unit}`}`;

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

const linesOf = (reports: readonly Report[]): Line[] => reports.flatMap(({ keys, figures }) => keys.map((key) => toLine(key, figures)));

/** The figures for a terminal, with what is known besides. */
export function writeTable(reports: readonly Report[]): string {
	const lines = linesOf(reports).map(({ key, figure, bar, held }) => `${key.padEnd(32)}${figure.padStart(18)}   ${bar.padEnd(22)}${held}`);
	const head = `${'figure'.padEnd(32)}${'value'.padStart(18)}   ${'bar'.padEnd(22)}held`;
	return [head, ...lines, ...reports.flatMap(({ notes }) => notes.map((note) => `  ${note}`))].join('\n');
}

/** The figures as a page of documentation. */
export function writePage(reports: readonly Report[], machine: readonly string[], date: Date): string {
	const rows = linesOf(reports).map(({ key, figure, bar, held, measures }) => `| \`${key}\` | ${figure} | ${bar} | ${held === 'NO' ? 'no' : held} | ${measures} |`);
	const notes = reports.flatMap((report) => ['', `**${report.keys.map(({ key }) => key).join(', ')}**`, '', ...report.notes.map((note) => `- ${note}`)]);
	return `# Benchmarks

Written by \`npm run bench -- --write\` on ${date.toISOString().slice(0, 10)}. Every measured piece runs in a process of its own, the
emulator of Zoho CRM in another; what is compared ran in turns within one run. Figures of repeated pieces are medians.

${machine.map((line) => `- ${line}`).join('\n')}

| Figure | Value | Bar | Held | How it is measured |
|---|---|---|---|---|
${rows.join('\n')}

## Behind the figures
${notes.join('\n')}
`;
}
