import { describe, expect, test } from 'vitest'
import { generateRuns } from '../../../src/verify/generate-runs.ts'
import { encodeJson } from '../../../src/verify/send/encode-json.ts'
import { encodeProtobuf } from '../../../src/verify/send/encode-protobuf.ts'
import { rejectedInJson, rejectedInProtobuf } from '../../../src/verify/send/partial-success.ts'
import { tracesCodec } from '../../decode/reference-codec.ts'

const spans = generateRuns(5, 60, { untilUs: 1_795_000_000_000_000 }).flatMap((run) => run.spans)

describe('the encodings', () => {
  test('say the same, read by another implementation of protobuf', () => {
    const json = JSON.parse(Buffer.from(encodeJson(spans, 2)).toString())
    const throughJson = tracesCodec.decode(tracesCodec.encode(json))
    expect(tracesCodec.decode(encodeProtobuf(spans, 2))).toEqual(throughJson)
  })

  test('hold every span and the broken ones', () => {
    const ids =
      Buffer.from(encodeJson(spans, 3))
        .toString()
        .match(/"spanId":"\w+"/g) ?? []
    expect(ids).toHaveLength(spans.length + 3)
    expect(ids.filter((id) => id.includes('0'.repeat(16)))).toHaveLength(3)
  })
})

describe('the partial success', () => {
  test('is read from protobuf', () => {
    expect(rejectedInProtobuf(Buffer.from('', 'hex'))).toBe(0)
    expect(rejectedInProtobuf(Buffer.from('0a0708021203626164', 'hex'))).toBe(2)
    expect(rejectedInProtobuf(Buffer.from('0a0308ac02', 'hex'))).toBe(300)
    expect(rejectedInProtobuf(Buffer.from('0a051203626164', 'hex'))).toBe(0)
  })

  test('is read from JSON', () => {
    expect(rejectedInJson('')).toBe(0)
    expect(rejectedInJson('{}')).toBe(0)
    expect(rejectedInJson('{"partialSuccess":{"rejectedSpans":"2","errorMessage":"bad"}}')).toBe(2)
  })
})
