import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SHARED = path.join(__dirname, '../../../nodes/shared');
/** Folders, and those that each may import besides itself: arrows point one way. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
	archive: [],
	zoho: ['archive'],
	'import/rows': ['zoho', 'archive'],
	'import/items': ['import/rows', 'zoho', 'archive'],
	'import/file': ['import/rows', 'zoho', 'archive'],
	'import/jobs': ['import/rows', 'zoho', 'archive'],
	import: ['import/jobs', 'import/rows', 'zoho', 'archive'],
};

const filesOf = (layer: string): string[] =>
	readdirSync(path.join(SHARED, layer), { withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ name }) => path.join(SHARED, layer, name));
const importsOf = (file: string): string[] => [...readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)|\brequire\('([^']+)'\)/g)].map((found) => found[1] ?? found[2] ?? found[3]);

describe.each(Object.entries(LAYERS))('shared/%s', (layer, below) => {
	it.each(filesOf(layer).map((file) => [path.basename(file), file]))('%s imports only what lies below it', (_, file) => {
		for (const specifier of importsOf(file)) {
			expect(specifier).toMatch(/^\.\.?\//);
			const folder = path.relative(SHARED, path.dirname(path.resolve(path.dirname(file), specifier))).replaceAll(path.sep, '/');
			expect([layer, ...below]).toContain(folder);
		}
	});

	it('has files', () => {
		expect(filesOf(layer).length).toBeGreaterThan(0);
	});

	it('can be loaded where n8n is not installed', () => {
		jest.isolateModules(() => {
			const refuse = (): never => {
				throw new Error('n8n was loaded');
			};
			jest.doMock('n8n-workflow', refuse);
			jest.doMock('n8n-core', refuse);
			for (const file of filesOf(layer)) expect(() => jest.requireActual<object>(file)).not.toThrow();
		});
	});
});
