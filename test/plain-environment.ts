/**
 * Tests, and the processes that they start, find the same environment on every machine: what an operator or a CI sets for
 * proxies, colors, exporters or the service itself does not reach them.
 */
const foreign =
  /^(?:(?:grpc|https?|all|no)_proxy|otel_.*|no_color|force_color|node_options|node_debug|node_extra_ca_certs|node_compile_cache|node_use_env_proxy|grpc_.*)$/i
const ours = /^(?:PROMONTORY|RUN|STORE|OTLP|API|LIMITS|SIGNALS|LESSONS|SINKS|TELEMETRY|LOG)_/
const ofTheTests = new Set(['PROMONTORY_REQUIRE', 'PROMONTORY_TEST_SEED', 'PROMONTORY_TEST_REPORT'])

for (const name of Object.keys(process.env)) {
  if (foreign.test(name) || (ours.test(name) && !ofTheTests.has(name))) delete process.env[name]
}
