"""Work on several databases that ends done or undone, whatever breaks in between.

No transaction spans two servers, so such work is cut into steps, each in a transaction of its own database
and each with its compensation. `definition`: what a saga is. `models`: the journal, in the control database.
`claiming`: who runs it. `journal`: what is written down meanwhile. `calling`: how a step is called.
`running`: forward. `undoing`: back. `recovering`: what crashed processes left behind.
"""
