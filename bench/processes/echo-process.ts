/** The least that answers a key: raw mode, and every byte comes back. */
process.stdin.setRawMode(true)
process.stdin.pipe(process.stdout)
process.stdout.write('ready')
