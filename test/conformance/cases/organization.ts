import { ANYTHING, ID, refusal } from '../shape';
import type { Target } from '../target';

/** The organization, and what meets every call before it is looked at. */
export function describeOrganization(target: () => Target): void {
	describe('organization', () => {
		it('gives the organization with the number that uploads want', async () => {
			const { status, body } = await target().client.call('GET', '/crm/v8/org');
			expect(status).toBe(200);
			expect(body).toEqual({
				org: [
					expect.objectContaining({
						id: ID,
						zgid: expect.stringMatching(/^\d+$/),
						company_name: expect.any(String),
						primary_email: expect.stringContaining('@'),
						primary_zuid: expect.stringMatching(/^\d+$/),
						time_zone: expect.any(String),
						iso_code: expect.stringMatching(/^[A-Z]{3}$/),
						type: expect.any(String),
						license_details: ANYTHING,
					}),
				],
			});
		});

		it('refuses a call without a token', async () => {
			const { status, body } = await target().client.call('GET', '/crm/v8/org', { accessToken: null, isWrong: true });
			expect(status).toBe(401);
			expect(body).toEqual(refusal('AUTHENTICATION_FAILURE', 'Authentication failed'));
		});

		it('refuses a token that it never gave', async () => {
			const { status, body } = await target().client.call('GET', '/crm/v8/org', {
				accessToken: '1000.0000.0000',
				isWrong: true,
			});
			expect(status).toBe(401);
			expect(body).toEqual(refusal('INVALID_TOKEN', 'invalid oauth token'));
		});

		it('refuses a path that it does not know', async () => {
			const { status, body } = await target().client.call('GET', '/crm/v8/settings/unknown_things/1/2', {
				isWrong: true,
			});
			expect(status).toBe(404);
			expect(body).toEqual(refusal('INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one'));
		});
	});
}
