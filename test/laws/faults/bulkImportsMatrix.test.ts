import { describeMatrix } from './matrix';

describeMatrix('bulkImports');
