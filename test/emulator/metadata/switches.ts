import { oneOf } from '../switch';

/** What is not sure about metadata, and sizes that tests set lower. */
export const metadataSwitches = {
	/** Key of a field that names its subform's module. metadata 2: v8 `associated_module`, older `subform`. */
	subformKey: oneOf('associated_module', 'subform'),
	/** Shape of `multiselectlookup`. metadata 2: nested in the 2026 OAS, flat in the 2025 one. */
	multiselectLookupShape: oneOf('nested', 'flat'),
	/** `If-Modified-Since` of the list of modules. Zoho's SDKs 8.0 send it and expect 304; the OpenAPI files do not name it. */
	modulesIfModifiedSince: oneOf('honor', 'ignore'),
};
