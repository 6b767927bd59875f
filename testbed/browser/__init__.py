"""What looks through a browser at the page that one talks to the agents through: headless Chromium, on loopback.

`chromium.py` finds one, `tab.py` is a page in it, `in_page.js` the microphone and the ear that such a page is given,
`served.py` the page's server, `axe.py` what judges it. `python -m testbed.browser` has all of it ready.
"""
