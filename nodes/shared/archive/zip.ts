/** Reading and writing ZIP archives. */
export { packZip, type ZipEntryInput } from './packZip';
export { readZip, type ZipEntry, type ZipLimits } from './readZip';
export { ZipShapeError } from './zipFormat';
