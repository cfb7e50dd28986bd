import type { Target } from '../target';
import { nameCorrection } from './correction';
import { ADDITIONS, CORRECTIONS } from './corrections';
import { hasOpenApiFiles, OPEN_API_FOLDER, type Version } from './documents';
import { Specification, type Exchange } from './specification';

const VERSIONS: readonly Version[] = ['v8.0', 'v8.0-2026'];

/** Calls that no file of Zoho describes. */
const UNDESCRIBED: ReadonlyArray<readonly [RegExp, string]> = [
	[/^\/oauth\//, 'accounts servers have no OpenAPI file'],
	[/^\/v8\/crm\/org\d+\/bulk-write\//, 'results lie on file hosts; their answer is a zip, which the bulk write cases read'],
	[/^\/crm\/v8\/settings\/unknown_things\//, 'the case of a path that does not exist'],
];

/**
 * Holds everything that was sent and answered so far against Zoho's OpenAPI files; define it after the cases. Where the
 * files are not at hand, its tests are skipped, and one line says so.
 */
export function describeOpenApi(target: () => Target): void {
	const isAtHand = hasOpenApiFiles();
	if (!isAtHand) process.stderr.write(`CONFORMANCE IS NOT COMPLETE: ${OPEN_API_FOLDER} does not exist, so nothing is held against Zoho's OpenAPI files\n`);
	const test = isAtHand ? it : it.skip;
	const exchanges = (): Exchange[] => [...target().client.exchanges, ...target().nodeExchanges()];

	describe('OpenAPI files of Zoho', () => {
		test.each(VERSIONS)('%s: requests and answers agree with them', (version) => {
			const specification = new Specification(version, [...ADDITIONS, ...CORRECTIONS]);
			const disagreements = exchanges().flatMap((exchange) => specification.check(exchange) ?? []);
			expect([...new Set(disagreements.map(({ file, about, message }) => `${file} ${about}: ${message}`))]).toEqual([]);
		});

		test.each(VERSIONS)('%s: every call but the listed ones is described', (version) => {
			const specification = new Specification(version, [...ADDITIONS, ...CORRECTIONS]);
			const undescribed = exchanges().filter((exchange) => specification.check(exchange) === null);
			const paths = [...new Set(undescribed.map(({ path }) => path))];
			expect(paths.filter((path) => !UNDESCRIBED.some(([pattern]) => pattern.test(path)))).toEqual([]);
			expect(UNDESCRIBED.filter(([pattern]) => !paths.some((path) => pattern.test(path)))).toEqual([]);
		});

		test('are corrected only where that is needed', () => {
			// A real account shows less than the emulator, so that fewer corrections are needed.
			if (!target().isEmulator) return;
			const all = exchanges();
			const isNeeded = (index: number): boolean => {
				const [version, name] = CORRECTIONS[index].file.split('/');
				const others = [...ADDITIONS, ...CORRECTIONS.filter((_, other) => other !== index)];
				const specification = new Specification(version === 'v8.0' ? version : 'v8.0-2026', others, [name]);
				return all.some((exchange) => (specification.check(exchange) ?? []).length > 0);
			};
			expect(CORRECTIONS.filter((_, index) => !isNeeded(index)).map(nameCorrection)).toEqual([]);
		});

		test('can tell a wrong answer from a right one', () => {
			const [right] = target().client.exchanges.filter(({ method, path, status }) => method === 'GET' && path === '/crm/v8/org' && status === 200);
			for (const version of VERSIONS) {
				const specification = new Specification(version, [...ADDITIONS, ...CORRECTIONS]);
				expect(specification.check(right)).toEqual([]);
				expect(specification.check({ ...right, answer: { org: [{ id: 7 }] } })).not.toEqual([]);
				expect(specification.check({ ...right, answer: {} })).not.toEqual([]);
				expect(specification.check({ ...right, status: 418 })).not.toEqual([]);
				expect(specification.check({ ...right, query: { unknown: '1' } })).not.toEqual([]);
			}
		});
	});
}
