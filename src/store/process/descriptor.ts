import { write, writeSync } from 'node:fs'

/** Writing to an open descriptor without a stream: streams of a terminal block the whole program when nobody reads. */
export const descriptorPort = {
  write(
    fd: number,
    bytes: Uint8Array,
    callback: (error: NodeJS.ErrnoException | null, written: number) => void,
  ): void {
    write(fd, bytes, callback)
  },
  writeSync(fd: number, bytes: Uint8Array): number {
    return writeSync(fd, bytes)
  },
}
