import { describeMatrix } from './matrix';

describeMatrix('contactsAndOthers');
