import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What an area's state and rules may not import: they know no HTTP. */
const HTTP = /from '(?:node:http|[^']*\/server\/[^']*|[^']*\/routes(?:\/[^']*)?)'/;
/** Who may: routes, the server, what starts it, and outside programs. */
const ABOVE = /(?:^|\/)routes(?:\.ts|\/)|^(?:server|clients)\/|^(?:index|main)\.ts$|\.test\.ts$/;

const files = globSync('**/*.ts', { cwd: __dirname }).filter((file) => !ABOVE.test(file));

it.each(files)('%s knows no HTTP', (file) => {
	expect(readFileSync(path.join(__dirname, file), 'utf8')).not.toMatch(HTTP);
});
