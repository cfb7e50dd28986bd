import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const NODES = path.join(__dirname, '../../nodes');

/** A room for every resource of a node. It looks at no other resource: what two need is in `common`. */
const resourcesOf = (node: string): Record<string, readonly string[]> =>
	Object.fromEntries(
		globSync(`${node}/operations/*/`, { cwd: NODES })
			.map((folder) => folder.replaceAll(path.sep, '/').replace(/\/$/, ''))
			.filter((folder) => !folder.endsWith('/common'))
			.map((folder) => [
				folder,
				[`${node}/operations/common`, 'shared/n8n', 'shared/values', 'shared/writes', 'shared/zoho'],
			]),
	);

/**
 * The floors of the house, from the ground up. A file may import from its own room, and from the rooms that its floor
 * lists: arrows point one way. A room is a folder, or a file that is a room of its own; that of a file is the longest of
 * these names that its path begins with.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
	'shared/archive': [],
	'shared/zoho': ['shared/archive'],
	'shared/values': ['shared/zoho'],
	'shared/writes': ['shared/values', 'shared/zoho'],
	'shared/bulk': ['shared/values', 'shared/zoho', 'shared/archive'],
	'shared/import/request': ['shared/bulk', 'shared/values', 'shared/zoho'],
	'shared/import/importLog': ['shared/values', 'shared/zoho'],
	'shared/import/rows': ['shared/import/request', 'shared/writes', 'shared/values', 'shared/zoho'],
	'shared/import/plan': [
		'shared/import/rows',
		'shared/import/request',
		'shared/writes',
		'shared/values',
		'shared/zoho',
	],
	'shared/import/items': [
		'shared/import/plan',
		'shared/import/rows',
		'shared/import/request',
		'shared/values',
		'shared/writes',
		'shared/zoho',
		'shared/archive',
	],
	'shared/import/csv': [
		'shared/import/plan',
		'shared/import/rows',
		'shared/import/request',
		'shared/values',
		'shared/writes',
		'shared/zoho',
		'shared/archive',
	],
	'shared/import/answers': [
		'shared/import/rows',
		'shared/import/request',
		'shared/values',
		'shared/bulk',
		'shared/writes',
		'shared/zoho',
		'shared/archive',
	],
	'shared/import/ledger': [
		'shared/import/answers',
		'shared/import/importLog',
		'shared/import/rows',
		'shared/import/request',
		'shared/bulk',
		'shared/zoho',
	],
	'shared/import/send': [
		'shared/import/ledger',
		'shared/import/answers',
		'shared/import/importLog',
		'shared/import/rows',
		'shared/import/request',
		'shared/writes',
		'shared/values',
		'shared/bulk',
		'shared/zoho',
	],
	'shared/import/resume': [
		'shared/import/send',
		'shared/import/ledger',
		'shared/import/answers',
		'shared/import/importLog',
		'shared/import/rows',
		'shared/import/request',
		'shared/values',
		'shared/bulk',
		'shared/zoho',
	],
	'shared/import': ['shared/import/', 'shared/bulk'],
	'shared/n8n/connection': ['shared/values', 'shared/zoho'],
	'shared/n8n/form': ['shared/n8n/connection', 'shared/values', 'shared/writes', 'shared/zoho'],
	'shared/n8n/step': ['shared/n8n/form', 'shared/n8n/connection', 'shared/values', 'shared/writes', 'shared/zoho'],
	'ZohoCrm/operations/common': ['shared/n8n', 'shared/values', 'shared/writes', 'shared/zoho'],
	...resourcesOf('ZohoCrm'),
	'ZohoCrm/choices': ['ZohoCrm/operations/common', 'shared/n8n', 'shared/zoho'],
	ZohoCrm: ['ZohoCrm/', 'shared/n8n'],
	'ZohoCrmBulk/operations/common': ['shared/n8n'],
	'ZohoCrmBulk/operations/bulkWrite': ['ZohoCrmBulk/operations/common', 'shared/'],
	'ZohoCrmBulk/choices': ['shared/n8n', 'shared/import', 'shared/zoho'],
	ZohoCrmBulk: ['ZohoCrmBulk/', 'shared/n8n'],
	ZohoCrmTrigger: ['shared/n8n', 'shared/values', 'shared/zoho'],
};
/** Rooms that a script can use where n8n is not installed. */
const WITHOUT_N8N = Object.keys(ROOMS).filter((room) => room.startsWith('shared/') && !room.startsWith('shared/n8n'));

const rooms = Object.keys(ROOMS).sort((one, other) => other.length - one.length);
const roomOf = (file: string): string | undefined =>
	rooms.find((room) => file.startsWith(`${room}/`) || file === `${room}.ts`);
const files = globSync('**/*.ts', { cwd: NODES }).map((file) => file.replaceAll(path.sep, '/'));
const importsOf = (file: string): string[] =>
	[
		...readFileSync(path.join(NODES, file), 'utf8').matchAll(
			/\bfrom '([^']+)'|\bimport\('([^']+)'\)|\brequire\('([^']+)'\)/g,
		),
	].map((found) => found[1] ?? found[2] ?? found[3]);

/** The imports of a file that lead where it must not look. */
function wrongImports(file: string, room: string): string[] {
	const isBelow = (target: string): boolean =>
		roomOf(`${target}.ts`) === room ||
		ROOMS[room].some((below) => target === below || target.startsWith(below.endsWith('/') ? below : `${below}/`));
	return importsOf(file).filter((specifier) => {
		if (!specifier.startsWith('.')) return WITHOUT_N8N.includes(room);
		return !isBelow(path.posix.join(path.posix.dirname(file), specifier));
	});
}

describe.each(rooms)('%s', (room) => {
	const ofRoom = files.filter((file) => roomOf(file) === room);

	it('has files, and each imports only what lies below it', () => {
		expect(ofRoom).not.toEqual([]);
		const wrong = ofRoom.flatMap((file) => wrongImports(file, room).map((specifier) => `${file} -> ${specifier}`));
		expect(wrong).toEqual([]);
	});
});

describe('the house', () => {
	it('has no file outside of its rooms', () => {
		expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
	});

	it('has no circle, not even of two files in one room', () => {
		const targetsOf = (file: string): string[] =>
			importsOf(file)
				.filter((specifier) => specifier.startsWith('.'))
				.map((specifier) => path.posix.join(path.posix.dirname(file), specifier))
				.flatMap((target) => [`${target}.ts`, `${target}/index.ts`].filter((found) => files.includes(found)));
		const done = new Set<string>();
		const findCircle = (file: string, way: readonly string[]): readonly string[] | null => {
			if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
			if (done.has(file)) return null;
			for (const target of targetsOf(file)) {
				const circle = findCircle(target, [...way, file]);
				if (circle !== null) return circle;
			}
			done.add(file);
			return null;
		};
		expect(files.map((file) => findCircle(file, [])).filter((circle) => circle !== null)).toEqual([]);
	});

	it('lists what a room may import before the room itself: there is no way back up', () => {
		const floors = Object.keys(ROOMS);
		for (const [room, below] of Object.entries(ROOMS)) {
			for (const name of below.filter((name) => ROOMS[name] !== undefined)) {
				expect(floors.indexOf(name)).toBeLessThan(floors.indexOf(room));
			}
		}
	});

	it.each(WITHOUT_N8N)('%s can be loaded where n8n is not installed', (room) => {
		jest.isolateModules(() => {
			const fail = (): never => {
				throw new Error('n8n was loaded');
			};
			jest.doMock('n8n-workflow', fail);
			jest.doMock('n8n-core', fail);
			for (const file of files.filter((candidate) => roomOf(candidate) === room)) {
				expect(() => jest.requireActual<object>(path.join(NODES, file))).not.toThrow();
			}
		});
	});
});
