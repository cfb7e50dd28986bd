/** Reading and writing ZIP archives. */
export { packZip, type ZipEntryInput } from './packZip';
export { openZip, readZip, type OpenedZipEntry, type ZipEntry, type ZipLimits } from './readZip';
export { ZipShapeError } from './zipFormat';
