import { namesAccount, type Target } from '../target';
import { nameCorrection, type Correction } from './correction';
import { ADDITIONS_2025, CORRECTIONS_2025 } from './corrections2025';
import { ADDITIONS_2026, CORRECTIONS_2026 } from './corrections2026';
import { hasOpenApiFiles, OPEN_API_FOLDER, type Version } from './documents';
import { Specification, type Exchange } from './specification';

const VERSIONS: readonly Version[] = ['v8.0', 'v8.0-2026'];

/** Every place where Zoho's OpenAPI files are read more loosely than they stand. One that is not needed does not belong here. */
const CORRECTIONS: readonly Correction[] = [...CORRECTIONS_2025, ...CORRECTIONS_2026];

/** Places where they are read more strictly. */
const ADDITIONS: readonly Correction[] = [...ADDITIONS_2025, ...ADDITIONS_2026];

/** Calls that no file of Zoho describes. */
const UNDESCRIBED: ReadonlyArray<readonly [RegExp, string]> = [
	[/^\/oauth\//, 'accounts servers have no OpenAPI file'],
	[
		/^\/v8\/crm\/org\d+\/bulk-write\//,
		'results lie on file hosts; their answer is a zip, which the bulk write cases read',
	],
	[/^\/crm\/v8\/settings\/unknown_things\//, 'the case of a path that does not exist'],
];

/** What our nodes are seen to send. */
const SENT_BY_NODES = [
	'DELETE /crm/v8/Accounts',
	'DELETE /crm/v8/Leads',
	'DELETE /crm/v8/users/:id',
	'GET /crm/bulk/v8/write/:id',
	'GET /crm/v8/Leads',
	'GET /crm/v8/Leads/:id',
	'GET /crm/v8/Leads/:id/__conversion_options',
	'GET /crm/v8/Leads/actions/count',
	'GET /crm/v8/Leads/search',
	'GET /crm/v8/org',
	'GET /crm/v8/settings/fields',
	'GET /crm/v8/users',
	'GET /crm/v8/users/:id',
	'GET /crm/v8/users/actions/transfer_and_delete',
	'POST /crm/bulk/v8/write',
	'POST /crm/v8/Accounts',
	'POST /crm/v8/Accounts/upsert',
	'POST /crm/v8/Leads',
	'POST /crm/v8/Leads/:id/actions/convert',
	'POST /crm/v8/Leads/upsert',
	'POST /crm/v8/upload',
	'POST /crm/v8/users',
	'POST /crm/v8/users/:id/actions/transfer_and_delete',
	'PUT /crm/v8/Accounts',
	'PUT /crm/v8/Leads',
	'PUT /crm/v8/users/:id',
];

const nameCall = ({ method, path }: Exchange): string => `${method} ${path.replaceAll(/\/\d{15,}/g, '/:id')}`;

/**
 * Holds everything that was sent and answered so far against Zoho's OpenAPI files; define it after the cases. Where the
 * files are not at hand, its tests are skipped, and one line says so.
 */
export function describeOpenApi(target: () => Target): void {
	const isAtHand = hasOpenApiFiles();
	if (!isAtHand)
		process.stderr.write(
			`CONFORMANCE IS NOT COMPLETE: ${OPEN_API_FOLDER} does not exist, so nothing is held against Zoho's OpenAPI files\n`,
		);
	const test = isAtHand ? it : it.skip;
	// An account shows less than the emulator: none of what the nodes send, and only its own answers.
	const testOnEmulator = isAtHand && !namesAccount() ? it : it.skip;
	const exchanges = (): Exchange[] => [...target().client.exchanges, ...target().nodeExchanges()];
	const specify = (version: Version): Specification => new Specification(version, [...CORRECTIONS, ...ADDITIONS]);

	describe('OpenAPI files of Zoho', () => {
		test.each(VERSIONS)('%s: requests and answers agree with them', (version) => {
			const specification = specify(version);
			const disagreements = exchanges().flatMap((exchange) => specification.check(exchange) ?? []);
			expect([...new Set(disagreements.map(({ file, about, message }) => `${file} ${about}: ${message}`))]).toEqual([]);
		});

		test.each(VERSIONS)('%s: every call but the listed ones is described', (version) => {
			const specification = specify(version);
			const undescribed = exchanges().filter((exchange) => specification.check(exchange) === null);
			const paths = [...new Set(undescribed.map(({ path }) => path))];
			expect(paths.filter((path) => !UNDESCRIBED.some(([pattern]) => pattern.test(path)))).toEqual([]);
			expect(UNDESCRIBED.filter(([pattern]) => !paths.some((path) => pattern.test(path)))).toEqual([]);
		});

		test.each(VERSIONS)(
			'%s: an answer of another shape, status or parameter would be noticed in every call',
			(version) => {
				const specification = specify(version);
				const described = exchanges().filter(
					(exchange) => typeof exchange.answer === 'object' && specification.check(exchange) !== null,
				);
				const spoilt = [
					...new Map(described.map((exchange) => [`${nameCall(exchange)} ${exchange.status}`, exchange])).values(),
				].flatMap((exchange): Exchange[] => [
					{ ...exchange, answer: 'text' },
					{ ...exchange, answer: { something: [] } },
					{ ...exchange, answer: undefined },
					{ ...exchange, status: 418 },
					{ ...exchange, query: { ...exchange.query, something: '1' }, isRightRequest: true },
				]);
				expect(spoilt.length).toBeGreaterThan(200);
				expect(spoilt.filter((exchange) => specification.check(exchange)?.length === 0).map(nameCall)).toEqual([]);
			},
		);

		testOnEmulator('see every kind of request of our nodes', () => {
			expect(
				[
					...new Set(
						target()
							.nodeExchanges()
							.filter(({ path }) => path.startsWith('/crm/'))
							.map(nameCall),
					),
				].sort(),
			).toEqual(SENT_BY_NODES);
		});

		testOnEmulator('are corrected only where that is needed', () => {
			const all = exchanges();
			const isNeeded = (index: number): boolean => {
				const [version, name] = CORRECTIONS[index].file.split('/');
				const others = [...CORRECTIONS.filter((_, other) => other !== index), ...ADDITIONS];
				const specification = new Specification(version === 'v8.0' ? version : 'v8.0-2026', others, [name]);
				return all.some((exchange) => (specification.check(exchange) ?? []).length > 0);
			};
			expect(CORRECTIONS.filter((_, index) => !isNeeded(index)).map(nameCorrection)).toEqual([]);
		});
	});
}
