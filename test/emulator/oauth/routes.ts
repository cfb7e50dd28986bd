import type { Answer } from '../contract';
import type { EmulatorState } from '../state';
import { fullNameOf } from '../users/store';
import type { Grant } from './grantCodes';
import { readScopes } from './scopes';
import type { TokenService } from './tokens';

/** A call to the accounts server. */
export interface OAuthRequest {
	readonly method: string;
	readonly path: string;
	/** Parameters of the query and of a form body together; the body wins. */
	readonly parameters: ReadonlyMap<string, string>;
	/** Base address of the accounts server. */
	readonly accountsUrl: string;
}

interface Authorization {
	readonly redirectUri: string;
	readonly scopes: readonly string[];
	readonly isOffline: boolean;
	readonly asksEveryTime: boolean;
	readonly state: string | undefined;
}

/**
 * Answers what accounts servers answer.
 * @returns undefined for a path that is not theirs
 * Source: oauth 1 to 3.
 */
export function answerOAuth(state: EmulatorState, tokens: TokenService, request: OAuthRequest): Answer | undefined {
	switch (`${request.method} ${request.path}`) {
		case 'GET /oauth/v2/auth':
			return authorize(state, tokens, request);
		case 'POST /oauth/v2/approve':
			return decide(state, tokens, request);
		case 'POST /oauth/v2/token':
			return tokens.answer(request.parameters);
		case 'POST /oauth/v2/token/revoke':
			return tokens.revoke(request.parameters.get('token') ?? '')
				? { status: 200, body: { status: 'success' } }
				: { status: 200, body: { error: 'invalid_code' } };
		case 'GET /oauth/serverinfo':
			return {
				status: 200,
				body: { result: 'success', locations: { [state.switches.location]: request.accountsUrl } },
			};
		default:
			return undefined;
	}
}

/** The parameters of an authorization request, or the page that names what is wrong with them. */
function readAuthorization(
	state: EmulatorState,
	tokens: TokenService,
	parameters: ReadonlyMap<string, string>,
): Authorization | Answer {
	const { switches } = state;
	const refuse = (title: string, text: string) => page(switches.authorizePageErrorStatus, title, `<p>${text}</p>`);
	if (parameters.get('client_id') !== tokens.client.id)
		return refuse('Invalid Client ID', 'No client with this id is registered in this data center.');
	const redirectUri = parameters.get('redirect_uri') ?? '';
	if (!tokens.acceptsRedirect(redirectUri))
		return refuse('Invalid Redirect Uri', 'The redirect address is not the one that is registered for the client.');
	if (parameters.get('response_type') !== 'code') return refuse('Invalid Response Type', 'response_type must be code.');
	const scopes = readScopes(parameters.get('scope') ?? '', switches.acceptsSpacesInScope);
	if (!scopes) return refuse('Invalid OAuth Scope', 'The scope is missing or does not exist.');
	return {
		redirectUri,
		scopes,
		isOffline: parameters.get('access_type') === 'offline',
		asksEveryTime: parameters.get('prompt') === 'consent',
		state: parameters.get('state'),
	};
}

/** Shows the consent page; a user who agreed before, and is not asked every time, goes straight back. */
function authorize(state: EmulatorState, tokens: TokenService, request: OAuthRequest): Answer {
	const wanted = readAuthorization(state, tokens, request.parameters);
	if ('status' in wanted) return wanted;
	const grant = grantFor(state, wanted, state.users.all()[0].id);
	if (!wanted.asksEveryTime && tokens.codes.hasConsented(grant))
		return sendBack(state, tokens, request, wanted, grant, false);
	return consentPage(state, tokens, request.parameters, wanted.scopes);
}

/** Takes the button that was pressed on the consent page. */
function decide(state: EmulatorState, tokens: TokenService, request: OAuthRequest): Answer {
	const wanted = readAuthorization(state, tokens, request.parameters);
	if ('status' in wanted) return wanted;
	const user = state.users.get(request.parameters.get('user_id') ?? '') ?? state.users.all()[0];
	if (request.parameters.get('decision') === 'accept')
		return sendBack(state, tokens, request, wanted, grantFor(state, wanted, user.id), true);
	return redirect(wanted, { error: 'access_denied' });
}

function grantFor(state: EmulatorState, { scopes }: Authorization, userId: string): Grant {
	return { userId, scopes, environment: state.switches.environment };
}

function sendBack(
	state: EmulatorState,
	tokens: TokenService,
	request: OAuthRequest,
	wanted: Authorization,
	grant: Grant,
	isNewConsent: boolean,
): Answer {
	const code = tokens.codes.create(grant, wanted.redirectUri, wanted.isOffline, isNewConsent);
	if (code === undefined)
		return page(
			state.switches.authorizePageErrorStatus,
			'Too many requests',
			'<p>Please try again after some time.</p>',
		);
	return redirect(wanted, { code, location: state.switches.location, 'accounts-server': request.accountsUrl });
}

function redirect({ redirectUri, state }: Authorization, parameters: Readonly<Record<string, string>>): Answer {
	const target = new URL(redirectUri);
	if (state !== undefined) target.searchParams.set('state', state);
	for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
	return { status: 302, headers: { location: target.href } };
}

function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function page(status: number, title: string, content: string): Answer {
	const style =
		'body{font:16px system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}';
	return {
		status,
		body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head><body><h1>${title}</h1>${content}</body></html>`,
	};
}

function consentPage(
	state: EmulatorState,
	tokens: TokenService,
	parameters: ReadonlyMap<string, string>,
	scopes: readonly string[],
): Answer {
	const hidden = [...parameters]
		.map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
		.join('');
	const people = (state.users.ofType('ActiveConfirmedUsers') ?? [])
		.map((user) => `<option value="${user.id}">${escapeHtml(fullNameOf(user))} (${escapeHtml(user.email)})</option>`)
		.join('');
	const list = scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('');
	return page(
		200,
		'Zoho CRM emulator',
		`<p><b>${escapeHtml(tokens.client.name)}</b> would like to access:</p><ul>${list}</ul>` +
			`<form method="post" action="/oauth/v2/approve">${hidden}<p><label>as <select name="user_id">${people}</select></label></p>` +
			'<button type="submit" name="decision" value="accept">Accept</button><button type="submit" name="decision" value="reject">Reject</button></form>',
	);
}
