"""The class report: how an assignment went for a class as a whole, as one HTML file that asks nothing of a server.

Modules, from the records to the page: `gathered` reads what grading kept, `figures` counts and correlates,
`mistakes` finds the misconceptions that the tests name, `treated` says where the course treats each, `similar` finds
code that is alike, `page` and `next_lecture` put it all into words, and `command` is `course report`.
"""
