import {
  constants,
  createGunzip,
  createInflate,
  createZstdDecompress,
  type Gunzip,
  type Inflate,
  type ZstdDecompress,
} from 'node:zlib'

/** The content encodings served; `identity` has nothing to inflate. */
export const contentEncodings = ['identity', 'gzip', 'deflate', 'zstd'] as const
export type ContentEncoding = (typeof contentEncodings)[number]

/** Null for an encoding that is not served, and for a list of encodings. */
export function contentEncodingOf(header: string | undefined): ContentEncoding | null {
  const name = (header ?? '').trim().toLowerCase()
  if (name === '') return 'identity'
  return contentEncodings.find((encoding) => encoding === name) ?? null
}

export type Inflater = Gunzip | Inflate | ZstdDecompress

/** Null for `identity`. */
export function createInflater(encoding: ContentEncoding): Inflater | null {
  switch (encoding) {
    case 'identity':
      return null
    case 'gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'zstd':
      return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: zstdWindowLog } })
  }
}

/** RFC 8878 §3.1.1.1.2 asks decoders for windows up to 8 MiB; a frame could ask for far more. */
const zstdWindowLog = 23

/** What an inflater itself may hold, in bytes. */
export const inflaterBytes: Record<ContentEncoding, number> = {
  identity: 0,
  gzip: 64 * 1024,
  deflate: 64 * 1024,
  zstd: 2 ** zstdWindowLog,
}
