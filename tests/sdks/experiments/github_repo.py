from github import Github


def call(base):
    client = Github(base_url=base)
    return client.get_repo("octo/hello")
