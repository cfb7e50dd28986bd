import type { Correction } from './correction';
import { ADDITIONS_2025, CORRECTIONS_2025 } from './corrections2025';
import { ADDITIONS_2026, CORRECTIONS_2026 } from './corrections2026';

/** Every place where Zoho's OpenAPI files are read more loosely than they stand. One that is not needed does not belong here. */
export const CORRECTIONS: readonly Correction[] = [...CORRECTIONS_2025, ...CORRECTIONS_2026];

/** Places where they are read more strictly. */
export const ADDITIONS: readonly Correction[] = [...ADDITIONS_2025, ...ADDITIONS_2026];
