import type { IDataObject } from 'n8n-workflow';
import type { Organization } from '../../../shared/zoho/organization/api';

/** What a workflow usually needs of an organization. */
export function toOrganizationItem({
	id,
	zgid,
	companyName,
	type,
	timeZone,
	currencyCode,
	isMultiCurrency,
	userLicences,
}: Organization): IDataObject {
	return { id, zgid, companyName, type, timeZone, currencyCode, isMultiCurrency, userLicences };
}
