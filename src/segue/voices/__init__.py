"""Who listens, thinks and speaks: the sets of voices, and the only place that imports provider plugins.

A set is a class with `ears`, `mind` and `mouth` (`segue.session.seat.Voices`). To add one, write it in a module of its
own, give it a name in `segue.settings.VoiceSet`, and enter it in `segue.session.house`.
"""
