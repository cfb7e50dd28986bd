import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { isObject } from '../../shared/zoho/call/shape';

/** Resources that work on one module, whatever is chosen. */
const MODULE_OF: Readonly<Record<string, string>> = { lead: 'Leads' };

/** API name of the module that a form is about; null while none is chosen. */
export function readFormModule(context: ILoadOptionsFunctions): string | null {
	const fixed = MODULE_OF[String(context.getCurrentNodeParameter('resource'))];
	if (fixed !== undefined) return fixed;
	const locator: unknown = context.getCurrentNodeParameter('module');
	const module: unknown = isObject(locator) ? locator.value : locator;
	return typeof module === 'string' && module.trim() !== '' ? module.trim() : null;
}
