import type { Emulator } from '../emulator';
import type { JsonObject } from '../emulator/json';

/** Puts a lead with what it must have into the emulator, past the API. @returns its id */
export function seedLead(emulator: Emulator, values: JsonObject): string {
	return emulator.add('Leads', { Last_Name: 'Seeded', Company: 'Brightwell', ...values });
}
