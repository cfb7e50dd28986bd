import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { useEmulator } from '../stage/useEmulator';
import { routeTable, switchTables } from './readmeTables';
import { createSwitches } from './switches';

const README = path.join(__dirname, 'README.md');
const emulator = useEmulator();

/** Between two comments: `<!-- routes -->` and `<!-- end of routes -->`. */
function partOf(part: string): RegExp {
	return new RegExp(`(?<=<!-- ${part} -->\\n\\n)[^]*?(?=\\n\\n<!-- end of ${part} -->)`);
}

/** Parts of the README are written by `README=write npm test -- --only emulator`. */
it.each([
	['routes', () => routeTable(emulator.routes)],
	['switches', switchTables],
])('the README lists the %s as they are', (part, table) => {
	const readme = readFileSync(README, 'utf8');
	if (process.env.README === 'write')
		writeFileSync(
			README,
			readme.replace(partOf(part), () => table()),
		);
	expect(partOf(part).exec(readFileSync(README, 'utf8'))?.[0]).toBe(table());
});

it('every switch has a meaning and stands in the README', () => {
	const rows = [
		...readFileSync(README, 'utf8').matchAll(/^\| `(\w+)` \| `([^`]+)` \| (?:`[^`]+` ?)* ?\| \S.+ \|$/gm),
	].map(([, name, value]): [string, unknown] => [name, JSON.parse(value)]);
	expect(Object.fromEntries(rows)).toEqual(createSwitches());
	expect(rows).toHaveLength(Object.keys(createSwitches()).length);
});
