import '../stage/setup';
import { describeBulkWrite } from './cases/bulkWrite';
import { describeLeads } from './cases/leads';
import { describeMetadata } from './cases/metadata';
import { describeNodes } from './cases/nodes';
import { describeOAuth } from './cases/oauth';
import { describeOrganization } from './cases/organization';
import { describeRecords } from './cases/records';
import { describeSettings } from './cases/settings';
import { describeUsers } from './cases/users';
import { describeOpenApi } from './openApi/describeOpenApi';
import { namesAccount, openTarget, type Target } from './target';

// Jobs of a real account take minutes.
jest.setTimeout(namesAccount() ? 900_000 : 60_000);

let opened: Target | undefined;

/** The target, once it is open. */
function target(): Target {
	if (opened === undefined) throw new Error('The target is not open yet');
	return opened;
}

beforeAll(async () => {
	opened = await openTarget();
});
afterAll(async () => await opened?.stop());

describeOrganization(target);
describeUsers(target);
describeMetadata(target);
describeSettings(target);
describeRecords(target);
describeLeads(target);
describeBulkWrite(target);
describeOAuth(target);
describeNodes(target);
describeOpenApi(target);
