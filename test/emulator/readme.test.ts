import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createSwitches } from './switches';

it('lists every switch with its default', () => {
	const readme = readFileSync(path.join(__dirname, 'README.md'), 'utf8');
	const rows = [...readme.matchAll(/^\| `(\w+)` \| `([^`]+)` \| .+ \|$/gm)].map(
		([, name, value]): [string, unknown] => [name, JSON.parse(value)],
	);
	expect(Object.fromEntries(rows)).toEqual(createSwitches());
	expect(rows).toHaveLength(Object.keys(createSwitches()).length);
});
