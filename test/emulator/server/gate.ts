import type { Answer, Call, Route } from '../contract';
import type { Concurrency } from '../limits/concurrency';
import type { Credits } from '../limits/credits';
import { coversScope } from '../oauth/scopes';
import type { AccessToken, TokenService } from '../oauth/tokens';
import type { EmulatorState } from '../state';
import { errorAnswer, unknownPath } from './answers';
import type { Found } from './router';

/** What a call needs to get past: everything that Zoho looks at before it looks at the call itself. */
export interface Gatekeepers {
	readonly state: EmulatorState;
	readonly tokens: TokenService;
	readonly credits: Credits;
	readonly concurrency: Concurrency;
}

/** A call before anything about it has been checked. */
export interface Arrival {
	readonly address: 'main' | 'files';
	readonly found: Found;
	/** Without its user and the values of the path, which are not known yet. */
	readonly call: Omit<Call, 'userId' | 'params' | 'mark'>;
}

/** What becomes of a call at the gate. */
export type Admission =
	| { readonly kind: 'refused'; readonly answer: Answer }
	| {
			readonly kind: 'admitted';
			readonly route: Route;
			readonly call: Call;
			readonly creditsSpent: number;
			readonly records: number;
			leave(): void;
	  };

type Presented =
	| { readonly kind: 'none' }
	| { readonly kind: 'token'; readonly scheme: string; readonly token: string }
	| { readonly kind: 'other' };

/** The token of an Authorization header. */
export function readAuthorization(header: string | undefined): Presented {
	if (header === undefined || header.trim() === '') return { kind: 'none' };
	const match = /^(Zoho-oauthtoken|Bearer)\s+(\S+)$/i.exec(header.trim());
	return match ? { kind: 'token', scheme: match[1].toLowerCase(), token: match[2] } : { kind: 'other' };
}

/** Checks a call in Zoho's order: token, path, method, scope, calls at once, credits. Source: oauth 4, limits 3. */
export function admit(keepers: Gatekeepers, arrival: Arrival): Admission {
	const { state, tokens, credits, concurrency } = keepers;
	const { found } = arrival;
	const access = checkToken(state, tokens, arrival);
	if ('status' in access) return { kind: 'refused', answer: access };
	if (found.kind === 'unknown path') return { kind: 'refused', answer: unknownPath() };
	if (found.kind === 'wrong method')
		return {
			kind: 'refused',
			answer: errorAnswer(
				state.switches.wrongMethodStatus,
				'INVALID_REQUEST_METHOD',
				'The http request method type is not a valid one',
			),
		};
	const { route, params } = found.match;
	const call: Call = { ...arrival.call, params, userId: access.grant.userId };
	if (!route.scopes(call).every((choice) => choice.some((scope) => coversScope(access.grant.scopes, scope))))
		return {
			kind: 'refused',
			answer: errorAnswer(
				state.switches.scopeMismatchStatus,
				'OAUTH_SCOPE_MISMATCH',
				state.switches.scopeMismatchMessage,
			),
		};
	if (isOtherThanJson(route, call))
		return { kind: 'refused', answer: errorAnswer(415, 'MEDIA_TYPE_NOT_SUPPORTED', 'the media type is not supported') };
	const leave = concurrency.enter(route.isHeavy(call));
	if (!leave) return { kind: 'refused', answer: throttle(state, state.switches.concurrencyMessage) };
	const creditsSpent = route.credits(call);
	if (!credits.charge(creditsSpent)) {
		leave();
		return { kind: 'refused', answer: throttle(state, state.switches.creditsSpentMessage) };
	}
	return { kind: 'admitted', route, call, creditsSpent, records: route.records(call), leave };
}

/** Whether a body for the API says that it is something else than JSON; one that does not say is read as JSON. Source: limits 6. */
function isOtherThanJson({ host }: Route, { text, headers }: Call): boolean {
	const type = headers['content-type'] ?? '';
	return host === 'api' && text !== '' && type !== '' && !/^application\/(?:[\w.+-]+\+)?json\b/i.test(type);
}

function checkToken(
	state: EmulatorState,
	tokens: TokenService,
	{ address, found, call }: Arrival,
): AccessToken | Answer {
	const { switches } = state;
	const isFileCall = address === 'files' || (found.kind === 'match' && found.match.route.host === 'files');
	const refuseToken = (code: string, message: string) =>
		isFileCall && switches.answersLegacyFileRefusal
			? { status: 401, body: { ERROR_CODE: 401, ERROR_MESSAGE: 'Unauthorized request' } }
			: errorAnswer(401, code, message);
	const presented = readAuthorization(call.headers.authorization);
	if (presented.kind === 'none') return refuseToken('AUTHENTICATION_FAILURE', 'Authentication failed');
	const acceptsBearer = isFileCall ? switches.acceptsBearerOnFiles : switches.acceptsBearerOnApi;
	const access =
		presented.kind === 'token' && (presented.scheme !== 'bearer' || acceptsBearer)
			? tokens.find(presented.token)
			: undefined;
	if (!access) return refuseToken('INVALID_TOKEN', 'invalid oauth token');
	if (access.grant.environment === switches.environment) return access;
	return switches.wrongEnvironmentCode === 'INVALID_TOKEN'
		? refuseToken('INVALID_TOKEN', 'invalid oauth token')
		: refuseToken('OAUTH_SCOPE_MISMATCH', switches.scopeMismatchMessage);
}

function throttle({ switches }: EmulatorState, message: string): Answer {
	const headers: Record<string, string> =
		switches.retryAfterSeconds === null ? {} : { 'retry-after': String(switches.retryAfterSeconds) };
	return { ...errorAnswer(429, switches.throttleCode, message), headers };
}

/** Headers about limits that answers of the API carry. Source: limits 3, oauth 4. */
export function limitHeaders(
	{ state, tokens, credits }: Gatekeepers,
	authorization: string | undefined,
): Readonly<Record<string, string>> {
	const { switches } = state;
	const headers: Record<string, string> = {};
	const spent = credits.spent();
	if (
		switches.creditsHeader === 'always' ||
		(switches.creditsHeader === 'once half used' && spent * 2 >= credits.limit())
	)
		headers['x-api-credits-remaining'] = String(credits.remaining());
	if (switches.sendsRateLimitHeaders) {
		headers['x-ratelimit-limit'] = String(credits.limit());
		headers['x-ratelimit-remaining'] = String(credits.remaining());
		headers['x-ratelimit-reset'] = String(credits.nextReturnMs());
	}
	const presented = readAuthorization(authorization);
	const access =
		switches.sendsAccessTokenReset && presented.kind === 'token' ? tokens.find(presented.token) : undefined;
	if (access) headers['x-accesstoken-reset'] = state.timeText(access.expiresMs);
	return headers;
}
