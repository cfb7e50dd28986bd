/** `docs/mutation.md`: the score of a mutation run, and why those that no test noticed do no harm. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';

/** `{ "file": { "original code": "why a test need not notice" } }` */
const reasonFile = path.join(root, 'test', 'mutation', 'reasons.json');

const cell = (text) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
const code = (text) => `\`\`${cell(text).slice(0, 120)} \`\``;
const table = (head, rows) =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** @param summary `{count, killed, survived, unreached, score}` @param mutants each with its `outcome` */
export function drawMutations(summary, mutants, { seed }) {
	const reasons = JSON.parse(readFileSync(reasonFile, 'utf8'));
	const areas = Object.entries(Object.groupBy(mutants, ({ file }) => file.split('/').slice(0, 3).join('/')));
	const open = mutants.filter(({ outcome }) => outcome !== 'killed');
	const lines = [
		'# Mutations',
		'',
		'Do the tests notice when the code is wrong? `npm run mutate` changes the product in one small place at a time: a condition is turned',
		'around, a limit moved by one, a call left out. Then it runs the tests that come past that place. A change that no test notices is listed here.',
		'',
		`Of ${summary.count} changes, drawn with seed ${seed}, **${summary.score} %** were noticed.`,
		'',
		table(
			['Folder', 'Changes', 'Noticed'],
			areas.map(([area, list]) => [
				`\`${area}\``,
				list.length,
				list.filter(({ outcome }) => outcome === 'killed').length,
			]),
		),
		'',
		'## Not noticed',
		'',
		table(
			['Place', 'Change', 'Code', 'Why it does no harm'],
			open.map(({ file, line, kind, original }) => [
				`\`${file.replace('nodes/shared/', '')}:${line}\``,
				kind,
				code(original),
				reasons[file]?.[cell(original)] ?? 'Not looked at yet',
			]),
		),
	];
	return `${lines.join('\n')}\n`;
}
