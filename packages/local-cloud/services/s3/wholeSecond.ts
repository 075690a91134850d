/** A time without its fraction of a second, as S3 has those of buckets, objects and parts. */
export const wholeSecond = (time: number): Date => new Date(Math.floor(time / 1000) * 1000);
