import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SHARED = path.join(__dirname, '../../../nodes/shared');
/** Folders in the order in which they may import each other: each one itself and those before it. */
const LAYERS = ['archive', 'zoho', 'import'];

const filesOf = (layer: string): string[] => readdirSync(path.join(SHARED, layer)).map((name) => path.join(SHARED, layer, name));
const importsOf = (file: string): string[] => [...readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)|\brequire\('([^']+)'\)/g)].map((found) => found[1] ?? found[2] ?? found[3]);

describe.each(LAYERS.map((layer, index) => [layer, LAYERS.slice(0, index + 1)] as const))('shared/%s', (layer, allowed) => {
	it.each(filesOf(layer).map((file) => [path.basename(file), file]))('%s imports only what lies below it', (_, file) => {
		for (const specifier of importsOf(file)) {
			expect(specifier).toMatch(/^\.\.?\//);
			const folder = path.relative(SHARED, path.resolve(path.dirname(file), specifier)).split(path.sep)[0];
			expect(allowed).toContain(folder);
		}
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
