/** A signpost until the UI is here. No script, no style, nothing to load: the policy of this page allows none. */
export const rootPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Promontory</title></head>
<body>
<h1>Promontory</h1>
<p>Finds what is weak in real agent runs, counts how often it recurs, and says when it deserves a regression test.</p>
<ul>
<li><a href="/api/v1/candidates">Candidates</a>: lessons that a person should look at</li>
<li><a href="/api/v1/patterns">Patterns</a>: weaknesses with their counts</li>
<li><a href="/api/v1/lessons">Lessons</a>, <a href="/api/v1/agents">agents</a> and <a href="/api/v1/signals">signals</a></li>
<li><a href="/api/v1/runs">Runs</a>: what was received, put back together; <a href="/api/v1/doctor">how it is instrumented</a></li>
<li><a href="/api/v1/events">Events</a> and <a href="/api/v1/dead-letters">those that a sink could not be told</a></li>
<li><a href="/readyz">Readiness</a>, <a href="/metrics">metrics</a> and the <a href="/openapi.json">description of this API</a></li>
</ul>
</body>
</html>
`
