import type { Emulator } from '../emulator';
import { connectedCredential, type StoredCredential } from '../stage/credentials';

/** A connected credential whose token answer named what was granted. */
export function scopedCredential(emulator: Emulator, scopes: readonly string[]): StoredCredential {
	const credential = connectedCredential(emulator, scopes);
	Object.assign(credential.data.oauthTokenData ?? {}, { scope: scopes.join(' ') });
	return credential;
}
