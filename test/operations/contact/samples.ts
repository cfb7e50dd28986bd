import { recordSamples } from '../recordSamples';

export const samples = recordSamples('contact', 'Contacts');
